//! Texts and keys of the specifications and of other implementations.

use comity_audit::{Checkpoint, KeyAlgorithm, Note, Signer, VerifierKey, cosignature};
use comity_model::Timestamp;

/// The key and the note in the documentation of Go's `sumdb/note`.
const NEUMANN: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const NEUMANN_NOTE: &str = "\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
";

/// The example of C2SP tlog-cosignature.
const COSIGNED: &str = "\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
";

#[test]
fn a_note_of_another_implementation_is_verified() {
    let key = VerifierKey::parse(NEUMANN).unwrap();
    assert_eq!((key.name(), key.to_string().as_str()), ("PeterNeumann", NEUMANN));
    let note = Note::parse(NEUMANN_NOTE).unwrap();
    note.verify(&key).unwrap();
    assert_eq!(note.to_string(), NEUMANN_NOTE);
    let changed = NEUMANN_NOTE.replace("answer", "Answer");
    let refused = Note::parse(&changed).unwrap().verify(&key).unwrap_err();
    assert_eq!(refused.code(), "audit-bad-signature");
}

#[test]
fn the_example_of_the_specification_is_read() {
    let note = Note::parse(COSIGNED).unwrap();
    assert_eq!(note.to_string(), COSIGNED);
    let checkpoint = Checkpoint::parse(note.text()).unwrap();
    assert_eq!(
        (checkpoint.size, checkpoint.origin.as_str()),
        (20_852_163, "example.com/behind-the-sofa")
    );
    assert_eq!(checkpoint.to_string(), note.text());
    let [log, witness] = note.signatures() else { panic!("two signatures") };
    assert_eq!((log.bytes.len(), witness.bytes.len()), (64, 72));
    // The witness's signature begins with its time, 2023-03-20.
    assert_eq!(witness.bytes[..8], 1_679_315_147_u64.to_be_bytes());
}

#[test]
fn what_is_no_checkpoint_is_refused() {
    let text = "node.example/audit\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    assert!(Checkpoint::parse(text).is_ok());
    assert!(Checkpoint::parse(&format!("{text}more\n")).is_ok());
    for broken in [
        text.replace("5\n", "05\n"),
        text.replace("5\n", "-5\n"),
        text.replace("5\n", "+5\n"),
        text.replace("5\n", "99999999999999999999\n"),
        text.replace("I=", "I"),
        text.replace("Cs", "C"),
        text.trim_end().to_owned(),
        format!("{text}\n"),
        "a\n1\n".to_owned(),
    ] {
        assert!(Checkpoint::parse(&broken).is_err(), "{broken:?}");
    }
}

#[test]
fn what_is_no_note_is_refused() {
    for broken in [
        "",
        "text\n",
        "text\n\n",
        "text\n\nno dash\n",
        "text\n\n— name\n",
        "text\n\n— name AAAA\n",
        "text\n\n— name !!!!\n",
        "text\n\n— na+me AAAAAAAAAA==\n",
        "text\n\n— name AAAAAAAAAA==",
        "te\u{7}xt\n\n— name AAAAAAAAAA==\n",
    ] {
        assert!(Note::parse(broken).is_err(), "{broken:?}");
    }
    let many = "— name AAAAAAAAAA==\n".repeat(65);
    assert_eq!(Note::parse(&format!("text\n\n{many}")).unwrap_err().code(), "audit-too-many");
    assert_eq!(Note::parse(&"x".repeat(100_000)).unwrap_err().code(), "audit-too-many");
    assert!(Note::new("no end").is_err());
}

#[test]
fn a_key_comes_back_from_its_text_and_no_other_text_is_a_key() {
    let signer = Signer::new("node.example/audit", &[1; 32]).unwrap();
    let text = signer.key().to_string();
    assert_eq!(VerifierKey::parse(&text).unwrap(), *signer.key());
    let (name, rest) = text.split_once('+').unwrap();
    for broken in [
        format!("other+{rest}"),
        text.replace(rest, ""),
        format!("{name}+00000000+AAAA"),
        text.replace("+A", "+Q"),
        String::new(),
    ] {
        assert!(VerifierKey::parse(&broken).is_err(), "{broken}");
    }
    for name in ["", "a b", "a+b", "a\nb", &"x".repeat(256)] {
        assert!(Signer::new(name, &[1; 32]).is_err());
    }
}

#[test]
fn a_witness_signs_with_its_time_and_the_log_without() {
    let log = Signer::new("node.example/audit", &[1; 32]).unwrap();
    let witness = Signer::witness("partner.example/w", &[2; 32]).unwrap();
    assert_eq!(witness.key().algorithm(), KeyAlgorithm::Cosignature);
    let mut note =
        Note::new("node.example/audit\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n").unwrap();
    note.add(log.sign(note.text()).unwrap());
    assert_eq!(cosignature::verify(&note, witness.key()).unwrap_err().code(), "audit-not-signed");
    for time in [1_679_315_147, 1_679_315_140] {
        let signature = cosignature::sign(&note, &witness, Timestamp(time)).unwrap();
        note.add(signature);
    }
    assert_eq!(cosignature::verify(&note, witness.key()).unwrap(), Timestamp(1_679_315_147));
    note.verify(log.key()).unwrap();
    assert!(cosignature::sign(&note, &witness, Timestamp(-1)).is_err());
    assert!(cosignature::sign(&note, &log, Timestamp(1)).is_err());
    assert!(witness.sign(note.text()).is_err());
    let later = note.to_string().replacen("audit\n0", "audit\n1", 1);
    let later = Note::parse(&later).unwrap();
    assert_eq!(
        cosignature::verify(&later, witness.key()).unwrap_err().code(),
        "audit-bad-signature"
    );
}
