//! A ferry with thousands of passengers, screened in one go.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use comity_api::local::{BatchAnswer, BatchOrder};
use comity_server::Door;
use serde_json::json;

use super::claims::Claims;
use super::dice::Dice;
use super::play::short;
use crate::failure::{Exit, Failure};
use crate::shell::{Shell, plain};

/// Passengers of whom nobody has heard.
const PASSENGERS: u32 = 5_000;

/// Passengers who are listed: where they stand in the queue, and what they travel under.
const LISTED: [(usize, &str, &str, &str); 3] = [
    (17, "Dorun Velkastyn", "1971-03-14", "demo_un-1"),
    (2_222, "Iaroslun Pletkowarin", "1958-12-01", "demo-ftm-2"),
    (4_999, "Hjördisa Brennvalaberg", "1990-05-09", "demo-ftm-1"),
];

pub(super) async fn screen(door: &Door, shell: &Shell, claims: &mut Claims) -> Result<(), Failure> {
    let heading = shell.paint.strong("4  THE FERRY");
    shell.show(&format!(
        "\n{heading}\n{PASSENGERS} passengers with names and birth dates in one batch, {} of them \
         on a list\nunder another spelling.\n\n",
        LISTED.len()
    ))?;
    let (lines, count) = passengers();
    let out = Shared::default();
    let input = io::Cursor::new(lines);
    let clock = &shell.around.clock;
    let begun = clock.elapsed();
    let batch =
        door.batch(BatchOrder::default(), Box::new(input), Box::new(out.clone()), Box::new(|_| ()));
    let summary = batch.await?;
    let took = clock.elapsed().saturating_sub(begun);
    let answers = out.answers()?;
    claims.claim(answers.len() == count && summary.failed == 0, || {
        format!("every passenger is answered: {} of {count}", answers.len())
    });
    for (place, _, _, id) in LISTED {
        let answer = answers.get(place);
        let first = answer.and_then(|answer| answer.results.first());
        claims.claim(first.is_some_and(|first| first.id == id && first.is_match), || {
            format!("passenger {place} alerts as {id}")
        });
    }
    let mut text = String::new();
    for answer in answers.iter().filter(|answer| answer.results.iter().any(|hit| hit.is_match)) {
        let passenger = answer.id.as_str().unwrap_or_default();
        if let Some(first) = answer.results.first() {
            let (alert, caption) = (shell.paint.alarm("ALERT"), plain(&first.caption));
            text.push_str(&format!(
                "    {passenger:14}  {:.2}  {alert}  {caption}  ({})\n",
                first.score, first.id
            ));
        }
    }
    let each = took / u32::try_from(count).unwrap_or(1).max(1);
    text.push_str(&format!(
        "    {count} passengers in {}, {} each; {} alerts\n",
        short(took),
        short(each),
        summary.matched
    ));
    shell.show(&text)
}

/// The passengers as JSON lines, and how many they are.
fn passengers() -> (String, usize) {
    let mut dice = Dice::new(4_711);
    let mut people: Vec<(String, String)> = (0..PASSENGERS)
        .map(|_| {
            let name = format!("{} {}", word(&mut dice, 2), word(&mut dice, 3));
            let [year, month, day] =
                [dice.between(1940, 2015), dice.between(1, 12), dice.between(1, 28)];
            (name, format!("{year}-{month:02}-{day:02}"))
        })
        .collect();
    for (place, name, birth, _) in LISTED {
        if let Some(person) = people.get_mut(place) {
            *person = (name.to_owned(), birth.to_owned());
        }
    }
    let lines = people.iter().enumerate().map(|(place, (name, birth))| {
        let properties = json!({"name": [name], "birthDate": [birth]});
        json!({"id": format!("passenger-{place}"), "schema": "Person", "properties": properties})
            .to_string()
    });
    (lines.collect::<Vec<_>>().join("\n"), people.len())
}

/// A word of invented syllables, so many that hardly any two are alike.
fn word(dice: &mut Dice, syllables: usize) -> String {
    const STARTS: [&str; 18] = [
        "b", "br", "d", "f", "g", "gl", "h", "j", "l", "m", "n", "p", "pr", "r", "s", "st", "t",
        "w",
    ];
    const VOWELS: [&str; 8] = ["a", "e", "i", "o", "u", "ea", "ou", "y"];
    const ENDS: [&str; 8] = ["", "", "l", "m", "n", "r", "s", "t"];
    let mut word: String = (0..syllables)
        .map(|_| format!("{}{}{}", dice.pick(&STARTS), dice.pick(&VOWELS), dice.pick(&ENDS)))
        .collect();
    if let Some(first) = word.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    word
}

/// Where the answers go.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn answers(&self) -> Result<Vec<BatchAnswer>, Failure> {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let read = serde_json::Deserializer::from_slice(&bytes).into_iter::<BatchAnswer>();
        read.collect::<Result<_, _>>()
            .map_err(|err| Failure::new(Exit::Refused, format!("an answer cannot be read: {err}")))
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
