//! Fields as requests name them.

use comity_api::Fault;
use comity_screening::{Field, FieldProblem, Sort};

/// Most fields by which one request may order.
pub(super) const SORTS_MAX: usize = 5;

/// A filter such as `properties.birthDate:1985`.
pub(super) fn filter(text: &str) -> Result<(Field, String), Fault> {
    let Some((name, value)) = text.split_once(':') else {
        let message = format!("Invalid filter: '{}'", short(text));
        return Err(Fault::invalid("filter", message)
            .with_hint("write it as `field:value`, such as `properties.birthDate:1985`"));
    };
    let field = named(name).map_err(|problem| refused("Invalid filter", name, problem))?;
    if field == Field::Score {
        return Err(refused("Invalid filter", name, FieldProblem::Unknown));
    }
    Ok((field, value.to_owned()))
}

/// Orders such as `first_seen:desc`. An order that is none is read as ascending.
pub(super) fn sorts(texts: &[String]) -> Result<Vec<Sort>, Fault> {
    let sort = |text: &String| {
        let (name, order) = text.rsplit_once(':').unwrap_or((text, "asc"));
        match Field::named(name) {
            // The best fit first is the only order of it that anybody wants.
            Ok(Field::Score) => {
                Ok(Sort { field: Field::Score, descending: order != "asc" || !text.contains(':') })
            }
            Ok(field) => Ok(Sort { field, descending: order == "desc" }),
            Err(FieldProblem::IsName) => {
                Ok(Sort { field: Field::Caption, descending: order == "desc" })
            }
            Err(problem) => Err(refused("Invalid sort", name, problem)),
        }
    };
    texts.iter().map(sort).collect()
}

/// A field by its name; the properties for names stand together as `names`.
fn named(name: &str) -> Result<Field, FieldProblem> {
    Field::named(name)
}

fn refused(what: &str, name: &str, problem: FieldProblem) -> Fault {
    let message = format!("{what}: '{}'", short(name));
    let hint = match problem {
        FieldProblem::Unknown => {
            "there is no such field; properties are named as in `properties.birthDate`"
        }
        FieldProblem::NotKept => "values of this property are not kept in the index",
        FieldProblem::IsName => "all properties for names are kept together: ask for `names`",
    };
    Fault::invalid("field", message).with_hint(hint)
}

/// The beginning of what stood in a request: an error must not grow with it.
fn short(text: &str) -> String {
    text.chars().take(80).filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_and_orders_are_read() {
        let (field, value) = filter("properties.birthDate:19:85").unwrap();
        assert_eq!((field, value.as_str()), (Field::Property("birthDate"), "19:85"));
        let read = |text: &str| sorts(&[text.to_owned()]).unwrap().remove(0);
        assert!(read("first_seen:desc").descending && !read("first_seen:down").descending);
        assert!(read("_score").descending && !read("_score:asc").descending);
        assert_eq!(read("properties.name:asc").field, Field::Caption);
    }

    #[test]
    fn hostile_fields_are_refused() {
        let long = format!("{}:x", "a".repeat(10_000));
        for text in [
            "",
            "x",
            ":",
            "_score:1",
            "properties.notes:x",
            "properties.alias:x",
            "properties.constructor:x",
            "../../etc:passwd",
            "properties.\u{0}:x",
            &long,
        ] {
            let fault = filter(text).unwrap_err();
            assert!(fault.message.len() < 200 && fault.hint.is_some(), "{text}");
        }
        assert_eq!(sorts(&["script".to_owned()]).unwrap_err().code, "field");
    }
}
