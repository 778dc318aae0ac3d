//! Areas compared with another way to do it: places all over both of them, each tested by itself
//! with formulas over latitude and longitude.

use proptest::prelude::*;

use super::*;

/// The distance in nautical miles (haversine).
fn distance_nm(one: Position, other: Position) -> f64 {
    let ((a, b), (c, d)) = (one.degrees(), other.degrees());
    let (a, b, c, d) = (a.to_radians(), b.to_radians(), c.to_radians(), d.to_radians());
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let h = half(c - a) + a.cos() * c.cos() * half(d - b);
    2.0 * h.sqrt().min(1.0).asin() * RADIUS_NM
}

/// The direction from one place to another, in radians from north.
fn bearing(from: Position, to: Position) -> f64 {
    let ((a, b), (c, d)) = (from.degrees(), to.degrees());
    let (a, b, c, d) = (a.to_radians(), b.to_radians(), c.to_radians(), d.to_radians());
    ((d - b).sin() * c.cos()).atan2(a.cos() * c.sin() - a.sin() * c.cos() * (d - b).cos())
}

/// The place that lies so far in that direction.
fn towards(from: Position, bearing: f64, nm: f64) -> Position {
    let (lat, lon) = from.degrees();
    let (lat, lon, angle) = (lat.to_radians(), lon.to_radians(), nm / RADIUS_NM);
    let to = (lat.sin() * angle.cos() + lat.cos() * angle.sin() * bearing.cos()).clamp(-1.0, 1.0);
    let east = bearing.sin() * angle.sin() * lat.cos();
    let lon = lon + east.atan2(angle.cos() - lat.sin() * to);
    let lon = (lon.to_degrees() + 540.0).rem_euclid(360.0) - 180.0;
    Position::of_degrees(to.asin().to_degrees(), lon)
}

/// Whether a place near an area lies in it: by how often the points go around it.
fn is_in(area: &Area, place: Position) -> bool {
    match area {
        Area::Circle { centre, radius_nm_hundredths } => {
            distance_nm(*centre, place) <= f64::from(*radius_nm_hundredths) / 100.0
        }
        Area::Polygon { points } => {
            let next = points.iter().cycle().skip(1);
            let turned: f64 = points
                .iter()
                .zip(next)
                .map(|(from, to)| {
                    let turn = bearing(place, *to) - bearing(place, *from);
                    (turn + std::f64::consts::PI).rem_euclid(std::f64::consts::TAU)
                        - std::f64::consts::PI
                })
                .sum();
            turned.abs() > std::f64::consts::PI
        }
    }
}

/// Whether a place lies in an area, or as near to it as its own last digit and the tolerance: the
/// tip of a polygon may be as sharp as a degree.
fn is_nearly_in(area: &Area, place: Position) -> bool {
    let mut around = (0..1_440).map(|at| towards(place, f64::from(at) * 0.004_363_3, 0.02));
    is_in(area, place) || around.any(|near| is_in(area, near))
}

fn meet(one: &Area, other: &Area) -> Option<Position> {
    meeting(&Shape::of(one).unwrap(), &Shape::of(other).unwrap())
}

fn circle(centre: &str, radius_nm_hundredths: u32) -> Area {
    Area::Circle { centre: Position::parse(centre).unwrap(), radius_nm_hundredths }
}

fn polygon(points: &[&str]) -> Area {
    let points = points.iter().map(|point| Position::parse(point).unwrap()).collect();
    Area::Polygon { points }
}

/// A place anywhere, often near a pole or the meridian of 180 degrees.
fn places() -> impl Strategy<Value = Position> {
    let lat = prop_oneof![
        2 => -80_000_000..=80_000_000_i32,
        1 => 89_000_000..=90_000_000_i32,
        1 => -90_000_000..=-89_000_000_i32,
    ];
    let lon = prop_oneof![
        2 => -180_000_000..180_000_000_i32,
        1 => 179_500_000..=180_000_000_i32,
        1 => -180_000_000..=-179_500_000_i32,
    ];
    (lat, lon).prop_map(|(lat, lon)| Position::new(lat, lon).unwrap())
}

/// An area around a place: a circle, or a polygon with points in all directions.
fn areas(around: Position) -> impl Strategy<Value = Area> {
    let circle = (1..20_000_u32).prop_map(move |radius_nm_hundredths| Area::Circle {
        centre: around,
        radius_nm_hundredths,
    });
    let points = proptest::collection::vec(5.0..200.0_f64, 3..12);
    let polygon = (points, 0.0..1.0_f64).prop_map(move |(reach, turn)| {
        let step = std::f64::consts::TAU / reach.len() as f64;
        let point = |(at, nm): (usize, &f64)| towards(around, step * (at as f64 + turn), *nm);
        Area::Polygon { points: reach.iter().enumerate().map(point).collect() }
    });
    prop_oneof![circle, polygon].prop_filter("tangled", |area| area.check().is_ok())
}

/// Two areas that are not far from each other.
fn pairs() -> impl Strategy<Value = (Position, Area, Area)> {
    (places(), 0.0..6.3_f64, 0.0..400.0_f64).prop_flat_map(|(place, bearing, nm)| {
        let other = towards(place, bearing, nm);
        (Just(place), areas(place), areas(other))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn two_areas_meet_where_a_grid_of_places_says_so((middle, one, other) in pairs()) {
        let meets = meet(&one, &other);
        if let Some(place) = meets {
            prop_assert!(is_nearly_in(&one, place), "{} is not in {}", place, one);
            prop_assert!(is_nearly_in(&other, place), "{} is not in {}", place, other);
        } else {
            // A fine grid over all of the first one.
            for ring in 0..60 {
                for ray in 0..48 {
                    let place = towards(middle, f64::from(ray) * 0.131, f64::from(ring) * 3.4);
                    prop_assert!(!(is_in(&one, place) && is_in(&other, place)), "{}", place);
                }
            }
        }
        prop_assert_eq!(meets.is_some(), meet(&other, &one).is_some(), "in either order");
    }

    #[test]
    fn an_area_meets_itself_and_what_lies_in_it((middle, one, _) in pairs()) {
        prop_assert!(meet(&one, &one).is_some());
        let small = Area::Circle { centre: middle, radius_nm_hundredths: 1 };
        // Where the points go around the place, or it is the centre.
        prop_assert!(!is_in(&one, middle) || meet(&one, &small).is_some());
    }
}

#[test]
fn circles_meet_when_they_touch() {
    // One minute of latitude is 1.0007 nautical miles on this sphere.
    let one = circle("0,0", 3_000);
    assert!(meet(&one, &circle("1,0", 3_006)).is_some(), "30 and 30.06 of 60.04 miles");
    assert!(meet(&one, &circle("1,0", 3_000)).is_none());
    let inside = meet(&one, &circle("0.1,0", 100)).unwrap();
    assert_eq!(inside.to_string(), "0.100000,0.000000");
}

#[test]
fn the_meridian_of_180_degrees_and_the_poles_are_nothing_special() {
    let fiji = polygon(&["-16,179", "-16,-179", "-18,-179", "-18,179"]);
    fiji.check().unwrap();
    assert!(meet(&fiji, &circle("-17,180", 100)).is_some());
    assert!(meet(&fiji, &circle("-17,-178.5", 3_000)).is_some());
    assert!(meet(&fiji, &circle("-17,0", 10_000)).is_none(), "not the long way around");
    let cap = polygon(&["85,0", "85,90", "85,180", "85,-90"]);
    cap.check().unwrap();
    assert!(meet(&cap, &circle("90,0", 100)).is_some(), "the pole is inside");
    assert!(meet(&cap, &circle("89,-135", 100)).is_some());
    assert!(meet(&cap, &circle("-90,0", 100)).is_none());
    assert!(meet(&circle("89.9,10", 1_000), &circle("89.9,-170", 1_000)).is_some());
}

#[test]
fn polygons_that_cross_without_a_point_inside_meet() {
    let wide = polygon(&["-1,-10", "-1,10", "1,10", "1,-10"]);
    let high = polygon(&["-10,-1", "10,-1", "10,1", "-10,1"]);
    assert!(meet(&wide, &high).is_some());
    // The arms of a U, and what lies between them.
    let arms = polygon(&["0,0", "0,5", "5,5", "5,4", "1,4", "1,1", "5,1", "5,0"]);
    arms.check().unwrap();
    assert!(meet(&arms, &circle("3,2.5", 1_000)).is_none());
    assert!(meet(&arms, &circle("3,4.5", 1_000)).is_some());
    // Neighbours with a side in common touch.
    let (left, right) =
        (polygon(&["0,0", "0,1", "1,1", "1,0"]), polygon(&["0,1", "0,2", "1,2", "1,1"]));
    assert!(meet(&left, &right).is_some());
}

#[test]
fn areas_that_cannot_be_compared_are_refused() {
    let why = |area: Area| area.check().unwrap_err().to_string();
    assert!(why(circle("0,0", 0)).contains("radius"));
    assert!(why(circle("0,0", 150_001)).contains("1500 nautical miles"));
    circle("0,0", 150_000).check().unwrap();
    assert!(why(polygon(&["0,0", "1,1"])).contains("three points"));
    assert!(why(polygon(&["0,0", "0,1", "1,1", "0,0"])).contains("stands twice"));
    let bow = polygon(&["0,0", "1,1", "0,1", "1,0"]);
    assert!(why(bow).contains("cross or touch"));
    let line = polygon(&["0,0", "0,1", "0,2"]);
    assert!(why(line).contains("cross or touch"));
    let spike = polygon(&["0,0", "0,1", "1,1", "0.5,1"]);
    assert!(why(spike).contains("cross or touch"));
    let pinched = polygon(&["0,0", "0,2", "1,2", "0,1", "1,0"]);
    assert!(why(pinched).contains("cross or touch"));
    assert!(why(polygon(&["0,0", "0,120", "0,-120"])).contains("all around the earth"));
    assert!(why(polygon(&["0,0", "0,60", "40,30"])).contains("1500 nautical miles"));
    let points = (0..101).map(|at| Position::new(at * 1_000, at * at).unwrap()).collect();
    assert!(why(Area::Polygon { points }).contains("more than 100 points"));
}

#[test]
fn areas_are_told_in_plain_words() {
    let words = circle("36.2,-5.35", 1_250).to_string();
    assert_eq!(words, "within 12.50 nautical miles of 36°12.0'N 005°21.0'W");
    let words = polygon(&["0,0", "0,1", "1,1"]).to_string();
    assert_eq!(words, "between 00°00.0'N 000°00.0'E, 00°00.0'N 001°00.0'E, 01°00.0'N 001°00.0'E");
}
