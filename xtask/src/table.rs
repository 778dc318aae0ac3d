//! Aligned columns for people.

/// Lays rows out in columns two spaces apart; the last column is not padded.
pub(crate) fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::aligned;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [vec!["a".to_owned(), "bb".to_owned()], vec!["ççç".to_owned(), "d".to_owned()]];
        assert_eq!(aligned(&rows), "a    bb\nççç  d\n");
    }

    #[test]
    fn rows_may_be_ragged() {
        let rows = [vec!["only".to_owned()], vec![], vec!["x".to_owned(), "y".to_owned()]];
        assert_eq!(aligned(&rows), "only\n\nx     y\n");
    }
}
