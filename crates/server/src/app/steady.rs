use std::future::Future;

use comity_api::{Fault, FaultKind};

use super::node::Node;
use crate::ServerError;
use crate::limits::STEADY_TRIES_MAX;

impl Node {
    /// Reads several things of the store as of one moment: what was read while an import, an
    /// erasure or a decision was committed could be of two versions, and is read again.
    pub(crate) async fn steadily<T, F>(&self, mut read: impl FnMut() -> F) -> Result<T, ServerError>
    where
        F: Future<Output = Result<T, ServerError>>,
    {
        let mut before = self.store.generation().await?;
        for _ in 0..STEADY_TRIES_MAX {
            let found = read().await?;
            let after = self.store.generation().await?;
            if after == before {
                return Ok(found);
            }
            before = after;
        }
        let message = "the lists change faster than they can be read";
        let fault = Fault::new(FaultKind::Unavailable, "lists-changing", message);
        Err(fault.with_hint("try again after a moment").into())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use comity_model::{DatasetName, Marking, Origin, PartyId, Record, RecordId, Schema};
    use comity_store::{ImportHeader, ImportReport};

    use super::*;
    use crate::Around;

    async fn import(node: &Node, name: &str) {
        let dataset = DatasetName::new("list").unwrap();
        let publisher = PartyId::new("freedonia").unwrap();
        let origin = Origin::of(dataset.clone(), publisher.clone(), Marking::default());
        let mut record = Record::new(RecordId::new("a").unwrap(), Schema::named("Vessel").unwrap());
        record.add("name", name, &origin).unwrap();
        let now = node.own_context().now;
        let header = ImportHeader { dataset, title: None, publisher, now };
        let mut import = node.store.begin_import(header).await.unwrap();
        import.put(record).unwrap();
        import.commit(ImportReport::default(), now).unwrap();
    }

    async fn name(node: &Node) -> String {
        node.store.records("a").await.unwrap()[0].record.caption()
    }

    #[tokio::test]
    async fn what_an_import_came_between_is_read_again() {
        let dir = tempfile::tempdir().unwrap();
        Node::init(dir.path(), None, &Around::system()).await.unwrap();
        let node = Node::open(dir.path(), Around::system()).unwrap();
        import(&node, "TERN").await;
        let tries = Cell::new(0);
        let both = node.steadily(async || {
            let first = name(&node).await;
            tries.set(tries.get() + 1);
            if tries.get() == 1 {
                import(&node, "SKUA").await;
            }
            Ok((first, name(&node).await))
        });
        assert_eq!(both.await.unwrap(), ("SKUA".to_owned(), "SKUA".to_owned()));
        assert_eq!(tries.get(), 2);

        tries.set(0);
        let never = node.steadily(async || {
            tries.set(tries.get() + 1);
            import(&node, &format!("TERN {}", tries.get())).await;
            Ok(())
        });
        assert_eq!(never.await.unwrap_err().code(), "lists-changing");
        assert_eq!(tries.get(), STEADY_TRIES_MAX);
    }
}
