use comity_names::fold;

use super::field::Field;
use super::query::{LeafSpec, Like, Node, QueryProblem, TextQuery};
use crate::limits::{SEARCH_DEPTH_MAX, SEARCH_TERMS_MAX, SEARCH_TEXT_BYTES_MAX};

/// How the words of a search are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Syntax {
    /// Only `+`, `|`, `-`, quotes, `*` and parentheses mean more than themselves: no fields, and
    /// `AND`, `OR` and `NOT` are words.
    pub simple: bool,
    /// Every word forgives a slip or two, not only those with `~`.
    pub fuzzy: bool,
    /// Words must stand in names.
    pub in_names: bool,
    /// The last word may be the beginning of one.
    pub unfinished: bool,
}

/// Reads the words of a search: all of them must be there unless `OR` or `|` stands between.
/// `"…"` asks for words in a row, `-` and `NOT` for their absence, `*` and `?` stand for letters,
/// `~` forgives slips, and `field:value` asks for a field. What does not fit together is read as
/// plain words: a search box must not scold. Nothing is returned where nothing is asked.
///
/// # Errors
/// If there is too much of it, or it asks for a range.
pub fn parse(text: &str, syntax: Syntax) -> Result<Option<TextQuery>, QueryProblem> {
    let text = text.trim();
    if text.len() > SEARCH_TEXT_BYTES_MAX {
        return Err(QueryProblem::TooLong);
    }
    if text.is_empty() {
        return Ok(None);
    }
    let tokens = Lexer { rest: text, syntax }.tokens()?;
    let mut parser = Parser { tokens: &tokens, at: 0, syntax, leaves: Vec::new() };
    let root = parser.any(0)?.unwrap_or(Node::Nothing);
    let mut query = TextQuery { root, leaves: parser.leaves };
    if syntax.unfinished
        && let Some(leaf) = query.leaves.last_mut()
    {
        leaf.last = Like::Beginning;
    }
    Ok(Some(query))
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    Field(Field),
    Word { text: String, near: bool },
    Phrase { text: String, loose: bool },
}

struct Lexer<'t> {
    rest: &'t str,
    syntax: Syntax,
}

impl Lexer<'_> {
    fn tokens(mut self) -> Result<Vec<Token>, QueryProblem> {
        let mut tokens = Vec::new();
        while let Some(c) = self.rest.trim_start().chars().next() {
            self.rest = self.rest.trim_start();
            let token = match c {
                '(' => self.take(Token::Open),
                ')' => self.take(Token::Close),
                '|' => self.take(Token::Or),
                '&' | '+' => self.take(Token::And),
                '-' => self.take(Token::Not),
                '!' if !self.syntax.simple => self.take(Token::Not),
                '"' => self.phrase(),
                '[' | '{' if matches!(tokens.last(), Some(Token::Field(_))) => {
                    return Err(QueryProblem::Range(self.rest.chars().take(50).collect()));
                }
                _ => match self.word() {
                    Some(token) => token,
                    None => continue,
                },
            };
            tokens.push(token);
            if tokens.len() > SEARCH_TERMS_MAX * 4 {
                return Err(QueryProblem::TooManyTerms);
            }
        }
        Ok(tokens)
    }

    /// One character that stands for itself.
    fn take(&mut self, token: Token) -> Token {
        let mut chars = self.rest.chars();
        chars.next();
        self.rest = chars.as_str();
        token
    }

    fn phrase(&mut self) -> Token {
        self.take(Token::Open);
        let (text, after) = self.rest.split_once('"').unwrap_or((self.rest, ""));
        let text = text.to_owned();
        self.rest = after;
        let loose = self.rest.starts_with('~');
        self.skip_suffix();
        Token::Phrase { text, loose }
    }

    /// Passes over a distance or a weight: `~2`, `^3`.
    fn skip_suffix(&mut self) {
        while let Some(after) = self.rest.strip_prefix(['~', '^']) {
            self.rest = after.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        }
    }

    fn word(&mut self) -> Option<Token> {
        let mut text = String::new();
        let mut chars = self.rest.chars();
        let mut near = false;
        while let Some(c) = chars.clone().next() {
            match c {
                '\\' => {
                    chars.next();
                    text.extend(chars.next());
                    self.rest = chars.as_str();
                    continue;
                }
                '~' | '^' => {
                    near |= c == '~';
                    self.rest = chars.as_str();
                    self.skip_suffix();
                    break;
                }
                ':' if !self.syntax.simple => {
                    chars.next();
                    self.rest = chars.as_str();
                    if let Ok(field) = Field::named(&text) {
                        return Some(Token::Field(field));
                    }
                    break;
                }
                '(' | ')' | '"' | '|' => break,
                _ if c.is_whitespace() => break,
                _ => text.push(c),
            }
            chars.next();
            self.rest = chars.as_str();
        }
        if text.is_empty() {
            // Whatever begins no word is passed over, one character at least.
            if self.rest.chars().next().is_some_and(|c| c == ':' || c == '~' || c == '^') {
                self.take(Token::Open);
            }
            return None;
        }
        if self.syntax.simple {
            return Some(Token::Word { text, near });
        }
        Some(match text.as_str() {
            "AND" | "&&" => Token::And,
            "OR" => Token::Or,
            "NOT" => Token::Not,
            _ => Token::Word { text, near },
        })
    }
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    syntax: Syntax,
    leaves: Vec<LeafSpec>,
}

impl Parser<'_> {
    fn next_if(&mut self, wanted: &Token) -> bool {
        let is_next = self.tokens.get(self.at) == Some(wanted);
        self.at += usize::from(is_next);
        is_next
    }

    /// Conditions of which one must hold.
    fn any(&mut self, depth: usize) -> Result<Option<Node>, QueryProblem> {
        if depth > SEARCH_DEPTH_MAX {
            return Err(QueryProblem::TooDeep);
        }
        let mut nodes = Vec::new();
        loop {
            nodes.extend(self.all(depth)?);
            if self.next_if(&Token::Or) {
                continue;
            }
            // A parenthesis that closes nothing is passed over.
            if depth > 0 || !self.next_if(&Token::Close) {
                break;
            }
        }
        Ok(joined(nodes, Node::Or))
    }

    /// Conditions that must all hold.
    fn all(&mut self, depth: usize) -> Result<Option<Node>, QueryProblem> {
        let mut nodes = Vec::new();
        loop {
            match self.tokens.get(self.at) {
                None | Some(Token::Or | Token::Close) => break,
                Some(Token::And) => self.at += 1,
                Some(_) => nodes.extend(self.one(depth)?),
            }
        }
        Ok(joined(nodes, Node::And))
    }

    fn one(&mut self, depth: usize) -> Result<Option<Node>, QueryProblem> {
        let mut negated = false;
        while self.next_if(&Token::Not) {
            negated = !negated;
        }
        let mut field = None;
        while let Some(Token::Field(named)) = self.tokens.get(self.at) {
            field = Some(*named);
            self.at += 1;
        }
        let node = match self.tokens.get(self.at) {
            Some(Token::Open) => {
                self.at += 1;
                let inner = self.any(depth + 1)?;
                self.next_if(&Token::Close);
                inner
            }
            Some(Token::Word { text, near }) => {
                self.at += 1;
                self.word(text, *near || self.syntax.fuzzy, field)?
            }
            Some(Token::Phrase { text, loose }) => {
                self.at += 1;
                self.phrase(text, *loose, field)?
            }
            _ => None,
        };
        Ok(match node {
            Some(node) if negated => Some(Node::Not(Box::new(node))),
            other => other,
        })
    }

    fn word(
        &mut self,
        text: &str,
        near: bool,
        field: Option<Field>,
    ) -> Result<Option<Node>, QueryProblem> {
        let is_any = text == "*";
        match field {
            Some(Field::Name) | None => {}
            Some(field) => return Ok(Some(Node::Test(field, (!is_any).then(|| text.to_owned())))),
        }
        if is_any {
            return Ok(Some(Node::Everything));
        }
        let in_names = field.is_some() || self.syntax.in_names;
        if let Some((word, last)) = pattern(text) {
            return self.leaf(vec![word], last, in_names).map(Some);
        }
        let last = if near { Like::Near } else { Like::Same };
        let mut nodes = Vec::new();
        for word in split(text) {
            nodes.push(self.leaf(vec![word], last, in_names)?);
        }
        Ok(joined(nodes, Node::And).or(Some(Node::Nothing)))
    }

    fn phrase(
        &mut self,
        text: &str,
        loose: bool,
        field: Option<Field>,
    ) -> Result<Option<Node>, QueryProblem> {
        match field {
            Some(Field::Name) | None => {}
            Some(field) => return Ok(Some(Node::Test(field, Some(text.to_owned())))),
        }
        let in_names = field.is_some() || self.syntax.in_names;
        let words = split(text);
        if words.is_empty() {
            return Ok(None);
        }
        if !loose {
            return self.leaf(words, Like::Same, in_names).map(Some);
        }
        let mut nodes = Vec::new();
        for word in words {
            nodes.push(self.leaf(vec![word], Like::Same, in_names)?);
        }
        Ok(joined(nodes, Node::And))
    }

    fn leaf(
        &mut self,
        words: Vec<String>,
        last: Like,
        in_names: bool,
    ) -> Result<Node, QueryProblem> {
        let count: usize = self.leaves.iter().map(|leaf| leaf.words.len()).sum();
        if count + words.len() > SEARCH_TERMS_MAX {
            return Err(QueryProblem::TooManyTerms);
        }
        self.leaves.push(LeafSpec { words, last, in_names });
        Ok(Node::Leaf(self.leaves.len() - 1))
    }
}

fn joined(mut nodes: Vec<Node>, several: impl Fn(Vec<Node>) -> Node) -> Option<Node> {
    if nodes.len() > 1 { Some(several(nodes)) } else { nodes.pop() }
}

fn split(text: &str) -> Vec<String> {
    fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A word with letters left open, folded around them.
fn pattern(text: &str) -> Option<(String, Like)> {
    if !text.contains(['*', '?']) {
        return None;
    }
    let mut word = String::new();
    for part in text.split_inclusive(['*', '?']) {
        let letters = part.trim_end_matches(['*', '?']);
        word.push_str(&fold(letters).replace(' ', ""));
        word.push_str(part.get(letters.len()..).unwrap_or_default());
    }
    let begins = word.trim_end_matches('*');
    if begins.is_empty() || begins.contains(['*', '?']) {
        return word.contains(|c: char| c.is_alphanumeric()).then_some((word, Like::Pattern));
    }
    Some((begins.to_owned(), Like::Beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The query in brackets, with what is asked of each leaf.
    fn shape(text: &str, syntax: Syntax) -> String {
        fn show(node: &Node, leaves: &[LeafSpec]) -> String {
            let several = |nodes: &[Node], sign: &str| {
                let shown: Vec<String> = nodes.iter().map(|node| show(node, leaves)).collect();
                format!("({})", shown.join(sign))
            };
            match node {
                Node::Leaf(at) => {
                    let leaf = &leaves[*at];
                    let sign = match leaf.last {
                        Like::Same => "",
                        Like::Near => "~",
                        Like::Beginning => "*",
                        Like::Pattern => "%",
                    };
                    let place = if leaf.in_names { "names:" } else { "" };
                    format!("{place}{}{sign}", leaf.words.join("_"))
                }
                Node::Test(field, value) => format!("{field:?}={value:?}"),
                Node::And(nodes) => several(nodes, "&"),
                Node::Or(nodes) => several(nodes, "|"),
                Node::Not(node) => format!("-{}", show(node, leaves)),
                Node::Everything => "all".to_owned(),
                Node::Nothing => "none".to_owned(),
            }
        }
        match parse(text, syntax) {
            Ok(None) => String::new(),
            Ok(Some(query)) => show(&query.root, &query.leaves),
            Err(problem) => problem.code().to_owned(),
        }
    }

    #[test]
    fn queries_are_read() {
        let usual = Syntax::default();
        for (text, expect) in [
            ("", ""),
            ("  ", ""),
            ("Nordic Tern", "(nordic&tern)"),
            ("nordic OR heron AND pale", "(nordic|(heron&pale))"),
            ("nordic -tern", "(nordic&-tern)"),
            ("NOT NOT tern", "tern"),
            ("\"Nordic Tern\" ship", "(nordic_tern&ship)"),
            ("\"Nordic Tern", "nordic_tern"),
            ("\"nordic tern\"~3", "(nordic&tern)"),
            ("nord*", "nord*"),
            ("n?rd*", "n?rd*%"),
            ("*", "all"),
            ("tern~2 heron^3", "(tern~&heron)"),
            ("(a | b) c", "((a|b)&c)"),
            ("((a", "a"),
            (") a ) b", "(a|b)"),
            ("al-Nordi", "(al&nordi)"),
            ("countries:ve tern", "(Country=Some(\"ve\")&tern)"),
            ("names:Tern", "names:tern"),
            ("topics:*", "Topic=None"),
            ("Re: tern", "(re&tern)"),
            ("properties.birthDate:\"1962-11\"", "Property(\"birthDate\")=Some(\"1962-11\")"),
            ("properties.birthDate:[1960 TO 1970]", "query-range"),
            ("…!", "none"),
            ("Крачка", "krachka"),
            ("a\\:b", "(a&b)"),
        ] {
            assert_eq!(shape(text, usual), expect, "{text}");
        }
        let simple = Syntax { simple: true, ..usual };
        assert_eq!(shape("a AND countries:ve", simple), "(a&and&(countries&ve))");
        assert_eq!(shape("a | -b", simple), "(a|-b)");
        let unfinished = Syntax { unfinished: true, in_names: true, ..usual };
        assert_eq!(shape("nordic te", unfinished), "(names:nordic&names:te*)");
        let fuzzy = Syntax { fuzzy: true, ..usual };
        assert_eq!(shape("nordic te", fuzzy), "(nordic~&te~)");
    }

    #[test]
    fn too_much_is_refused() {
        let usual = Syntax::default();
        assert_eq!(shape(&"a ".repeat(2_000), usual), "query-too-long");
        assert_eq!(shape(&"a ".repeat(SEARCH_TERMS_MAX + 1), usual), "query-too-many-words");
        assert_eq!(shape(&"(".repeat(500), usual), "query-too-many-words");
        assert_eq!(shape(&"(".repeat(SEARCH_DEPTH_MAX + 2), usual), "query-too-deep");
        assert_eq!(shape(&"-".repeat(150), usual), "none");
    }
}
