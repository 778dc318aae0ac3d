use std::fs::File;
use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use rustix::net::sockopt::{Timeout, set_socket_timeout};
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, SocketFlags, SocketType, recvmsg, sendmsg, socketpair,
};

use crate::limits::HEAD_BYTES_MAX;

/// What one process says to the other: messages, each with an open file where it is about one.
pub(super) struct Channel(OwnedFd);

/// What a message says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// To the successor: the socket that listens for callers.
    Http = 1,
    /// To the successor: the socket that listens for readers of figures.
    Figures = 2,
    /// To the successor: that was all for now, get ready.
    Prepare = 3,
    /// From the successor: it could begin at once.
    Ready = 4,
    /// To the successor: a connection between two requests.
    Connection = 5,
    /// To the successor: the home is its own.
    Released = 6,
    /// From the successor: it answers.
    Serving = 7,
}

const KINDS: [Kind; 7] = [
    Kind::Http,
    Kind::Figures,
    Kind::Prepare,
    Kind::Ready,
    Kind::Connection,
    Kind::Released,
    Kind::Serving,
];

/// One message.
pub(super) struct Message {
    pub(super) kind: Kind,
    pub(super) bytes: Vec<u8>,
    pub(super) file: Option<OwnedFd>,
}

impl Channel {
    /// Both ends.
    pub(super) fn pair() -> io::Result<(Channel, OwnedFd)> {
        let (near, far) =
            socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)?;
        Ok((Channel(near), far))
    }

    /// The end that the parent put in the place of this process's input.
    pub(super) fn from_stdin() -> io::Result<Channel> {
        let file = io::stdin().as_fd().try_clone_to_owned()?;
        let is_channel = rustix::net::sockopt::socket_type(&file)
            .is_ok_and(|kind| kind == SocketType::SEQPACKET);
        if !is_channel {
            let message = "the input is no channel to a node that hands over";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        Ok(Channel(file))
    }

    /// How long one message may take to come or to go.
    pub(super) fn set_wait(&self, wait: Duration) -> io::Result<()> {
        for which in [Timeout::Recv, Timeout::Send] {
            set_socket_timeout(&self.0, which, Some(wait))?;
        }
        Ok(())
    }

    /// Sends one message; blocks.
    pub(super) fn send(
        &self,
        kind: Kind,
        bytes: &[u8],
        file: Option<BorrowedFd<'_>>,
    ) -> io::Result<()> {
        let files: Vec<BorrowedFd<'_>> = file.into_iter().collect();
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        if !files.is_empty() {
            control.push(SendAncillaryMessage::ScmRights(&files));
        }
        let head = [kind as u8];
        let parts = [IoSlice::new(&head), IoSlice::new(bytes)];
        sendmsg(&self.0, &parts, &mut control, SendFlags::NOSIGNAL)?;
        Ok(())
    }

    /// The next message; nothing when the other end is gone. Blocks.
    pub(super) fn receive(&self) -> io::Result<Option<Message>> {
        // A message is at most a connection with as much as may be read of a request's head.
        let mut bytes = vec![0; HEAD_BYTES_MAX * 2];
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let mut parts = [IoSliceMut::new(&mut bytes)];
        let got = recvmsg(&self.0, &mut parts, &mut control, RecvFlags::CMSG_CLOEXEC)?;
        let file = control.drain().find_map(|message| match message {
            RecvAncillaryMessage::ScmRights(mut files) => files.next(),
            _ => None,
        });
        bytes.truncate(got.bytes);
        let Some((head, rest)) = bytes.split_first() else { return Ok(None) };
        let kind = KINDS.into_iter().find(|kind| *kind as u8 == *head);
        let kind = kind.ok_or(io::ErrorKind::InvalidData)?;
        Ok(Some(Message { kind, bytes: rest.to_vec(), file }))
    }
}

impl Message {
    /// The open file that a message of this kind must come with.
    pub(super) fn file(self) -> io::Result<File> {
        self.file.map(File::from).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::os::unix::net::UnixStream;

    use super::*;

    #[test]
    fn messages_and_open_files_arrive_whole() {
        let (near, far) = Channel::pair().unwrap();
        let far = Channel(far);
        let (mut here, there) = UnixStream::pair().unwrap();
        let long = vec![7; HEAD_BYTES_MAX];
        near.send(Kind::Connection, &long, Some(there.as_fd())).unwrap();
        near.send(Kind::Released, b"", None).unwrap();
        drop((near, there));
        let message = far.receive().unwrap().unwrap();
        assert_eq!((message.kind, message.bytes.len()), (Kind::Connection, HEAD_BYTES_MAX));
        let mut there = message.file().unwrap();
        here.write_all(b"tern").unwrap();
        let mut read = [0; 4];
        there.read_exact(&mut read).unwrap();
        assert_eq!(&read, b"tern");
        let message = far.receive().unwrap().unwrap();
        assert_eq!(message.kind, Kind::Released);
        assert!(message.file().is_err());
        assert!(far.receive().unwrap().is_none(), "the other end is gone");
    }

    #[test]
    fn nobody_waits_for_ever() {
        let (near, far) = Channel::pair().unwrap();
        near.set_wait(Duration::from_millis(20)).unwrap();
        assert!(near.receive().is_err());
        drop(far);
        assert!(near.send(Kind::Ready, b"", None).is_err());
    }
}
