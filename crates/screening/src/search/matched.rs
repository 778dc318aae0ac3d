use super::bits::Bits;
use super::columns::SearchIndex;
use super::docs::Docs;
use super::field::{Field, Wanted};
use super::leaf::Leaf;
use super::query::{Node, TextQuery};

/// The words of a search, looked up in a view.
pub(super) struct Matched {
    pub(super) leaves: Vec<Leaf>,
    /// The numbers of the leaves that speak for a document.
    pub(super) speaking: Vec<usize>,
    pub(super) docs: Bits,
}

impl Matched {
    pub(super) fn find(index: &SearchIndex, docs: Docs<'_>, query: &TextQuery) -> Matched {
        let leaves = query.leaves.iter().map(|spec| Leaf::find(index, docs, spec));
        let mut matched =
            Matched { leaves: leaves.collect(), speaking: Vec::new(), docs: Bits::default() };
        matched.docs = matched.eval(docs, &query.root);
        speaking(&query.root, &mut matched.speaking);
        matched
    }

    fn eval(&self, docs: Docs<'_>, node: &Node) -> Bits {
        let none = || Bits::none(docs.snapshot.record_count());
        match node {
            Node::Nothing => none(),
            Node::Everything => everything(docs, |_| true),
            Node::Leaf(at) => self.leaves.get(*at).map_or_else(none, |leaf| leaf.docs.clone()),
            Node::Test(field, value) => test(docs, *field, value.as_deref()),
            Node::Or(nodes) => {
                let mut any = none();
                nodes.iter().for_each(|node| any.add(&self.eval(docs, node)));
                any
            }
            Node::And(nodes) => self.eval_all(docs, nodes),
            Node::Not(_) => self.eval_all(docs, std::slice::from_ref(node)),
        }
    }

    fn eval_all(&self, docs: Docs<'_>, nodes: &[Node]) -> Bits {
        let mut all: Option<Bits> = None;
        for node in nodes.iter().filter(|node| !matches!(node, Node::Not(_))) {
            let with = self.eval(docs, node);
            match &mut all {
                None => all = Some(with),
                Some(all) => all.keep(&with),
            }
        }
        let mut all = all.unwrap_or_else(|| everything(docs, |_| true));
        for node in nodes {
            if let Node::Not(unwanted) = node {
                all.remove(&self.eval(docs, unwanted));
            }
        }
        all
    }
}

/// The leaves of a query that do not stand under a negation.
fn speaking(node: &Node, into: &mut Vec<usize>) {
    match node {
        Node::Leaf(at) => into.push(*at),
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| speaking(node, into)),
        Node::Test(..) | Node::Not(_) | Node::Everything | Node::Nothing => {}
    }
}

fn everything(docs: Docs<'_>, admits: impl Fn(u32) -> bool) -> Bits {
    let mut all = Bits::none(docs.snapshot.record_count());
    for doc in 0..crate::index::snapshot::to_u32(docs.snapshot.record_count()) {
        if docs.is_first(doc) && admits(doc) {
            all.insert(doc);
        }
    }
    all
}

fn test(docs: Docs<'_>, field: Field, value: Option<&str>) -> Bits {
    match value.map(|value| [Wanted::of(value)]) {
        Some(wanted) => everything(docs, |doc| field.is_any(docs, doc, &wanted)),
        None => everything(docs, |doc| field.key(docs, doc, false).is_some()),
    }
}
