//! Areas on the sphere: which of them meet, and where.
//!
//! The earth is a sphere of its mean radius here, which is off by half a percent at the most. The
//! sides of a polygon are parts of great circles. Everything is done with vectors from the centre
//! of the earth, for which neither the poles nor the meridian of 180 degrees are anything special.

use super::{Area, Position};

/// The mean radius of the earth (IUGG), in nautical miles.
const RADIUS_NM: f64 = 6_371.008_8 / 1.852;
/// Areas that come as close as a hundredth of a nautical mile meet: radii are no finer.
const TOUCH: f64 = 0.01 / RADIUS_NM;

/// A direction from the centre of the earth.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vector([f64; 3]);

impl Vector {
    pub(super) fn of(place: Position) -> Vector {
        let (lat, lon) = place.degrees();
        let ((sin_lat, cos_lat), (sin_lon, cos_lon)) =
            (lat.to_radians().sin_cos(), lon.to_radians().sin_cos());
        Vector([cos_lat * cos_lon, cos_lat * sin_lon, sin_lat])
    }

    fn place(self) -> Position {
        let Vector([x, y, z]) = self;
        Position::of_degrees(z.atan2(x.hypot(y)).to_degrees(), y.atan2(x).to_degrees())
    }

    fn dot(self, other: Vector) -> f64 {
        let (Vector([a, b, c]), Vector([x, y, z])) = (self, other);
        a * x + b * y + c * z
    }

    fn cross(self, other: Vector) -> Vector {
        let (Vector([a, b, c]), Vector([x, y, z])) = (self, other);
        Vector([b * z - c * y, c * x - a * z, a * y - b * x])
    }

    fn plus(self, other: Vector, times: f64) -> Vector {
        let (Vector([a, b, c]), Vector([x, y, z])) = (self, other);
        Vector([a + times * x, b + times * y, c + times * z])
    }

    fn length(self) -> f64 {
        self.dot(self).sqrt()
    }

    /// The same direction with the length 1; none if it has none.
    fn unit(self) -> Option<Vector> {
        let length = self.length();
        let Vector([x, y, z]) = self;
        (length > 1e-12).then(|| Vector([x / length, y / length, z / length]))
    }

    /// The square of the distance to another one: enough to say which of two is nearer.
    fn apart(self, other: Vector) -> f64 {
        let between = self.plus(other, -1.0);
        between.dot(between)
    }

    /// The angle to another one, as exact for small angles as for large ones.
    fn angle(self, other: Vector) -> f64 {
        self.cross(other).length().atan2(self.dot(other))
    }
}

/// A side of a polygon: the shorter part of the great circle through two points.
#[derive(Debug, Clone, Copy)]
struct Side {
    from: Vector,
    to: Vector,
    normal: Vector,
}

impl Side {
    fn new(from: Vector, to: Vector) -> Side {
        Side { from, to, normal: from.cross(to) }
    }

    /// Its point that is nearest to another one.
    fn nearest(&self, point: Vector) -> Vector {
        let nearer = |one: Vector, other: Vector| {
            if point.apart(one) <= point.apart(other) { one } else { other }
        };
        let ends = nearer(self.from, self.to);
        let Some(normal) = self.normal.unit() else { return ends };
        let Some(foot) = point.plus(normal, -point.dot(normal)).unit() else { return ends };
        let is_between =
            normal.dot(self.from.cross(foot)) >= 0.0 && normal.dot(foot.cross(self.to)) >= 0.0;
        if is_between { foot } else { ends }
    }

    /// Where it crosses another side, inside of both.
    fn crossing(&self, other: &Side) -> Option<Vector> {
        let apart = |side: &Side, line: Vector| line.dot(side.from) * line.dot(side.to) < 0.0;
        if !apart(other, self.normal) || !apart(self, other.normal) {
            return None;
        }
        let point = self.normal.cross(other.normal).unit()?;
        // Two great circles meet twice, at opposite points.
        let middle = self.from.plus(self.to, 1.0);
        let point =
            if point.dot(middle) < 0.0 { Vector([0.0; 3]).plus(point, -1.0) } else { point };
        (point.dot(other.from.plus(other.to, 1.0)) > 0.0).then_some(point)
    }
}

/// An area, ready to be compared.
pub(super) struct Shape {
    centre: Vector,
    /// How far it reaches from its centre, in radians.
    reach: f64,
    /// None for a circle.
    sides: Vec<Side>,
}

impl Shape {
    /// None if it is a polygon whose points have no middle.
    pub(super) fn of(area: &Area) -> Option<Shape> {
        match area {
            Area::Circle { centre, radius_nm_hundredths } => {
                let reach = f64::from(*radius_nm_hundredths) / 100.0 / RADIUS_NM;
                Some(Shape { centre: Vector::of(*centre), reach, sides: Vec::new() })
            }
            Area::Polygon { points } => {
                let points: Vec<_> = points.iter().map(|point| Vector::of(*point)).collect();
                let sum = points.iter().fold(Vector([0.0; 3]), |sum, each| sum.plus(*each, 1.0));
                // Points all around the earth have no middle that says which side is inside.
                let centre = (sum.length() > 1e-6).then_some(sum)?.unit()?;
                let reach = points.iter().map(|point| centre.angle(*point)).fold(0.0, f64::max);
                let next = points.iter().cycle().skip(1);
                let sides = points.iter().zip(next).map(|(from, to)| Side::new(*from, *to));
                Some(Shape { centre, reach, sides: sides.collect() })
            }
        }
    }

    /// How far it reaches from its centre, in nautical miles.
    pub(super) fn reach_nm(&self) -> f64 {
        self.reach * RADIUS_NM
    }

    /// Whether two sides of the polygon meet elsewhere than where they follow each other, or it has
    /// no inside.
    pub(super) fn is_tangled(&self) -> bool {
        let count = self.sides.len();
        let crosses = self.sides.iter().enumerate().any(|(at, side)| {
            let others = self.sides.iter().enumerate().skip(at + 2);
            let mut others = others.filter(|(other, _)| (at, *other) != (0, count - 1));
            others.any(|(_, other)| side.touches(other))
        });
        // A side that goes back over the one before.
        let folds = self.sides.iter().zip(self.sides.iter().cycle().skip(1)).any(|(one, next)| {
            let back = one.nearest(next.to).angle(next.to) < TOUCH / 100.0;
            let over = next.nearest(one.from).angle(one.from) < TOUCH / 100.0;
            back || over
        });
        crosses || folds
    }

    fn contains(&self, point: Vector) -> bool {
        if self.sides.is_empty() {
            return self.centre.angle(point) <= self.reach;
        }
        // Nothing inside is farther from the centre than the farthest point.
        if self.centre.angle(point) > self.reach + TOUCH {
            return false;
        }
        // The projection from the centre of the earth makes great circles straight lines; a point
        // is inside if a ray from it passes an odd number of them.
        let Some([right, up]) = plane(self.centre) else { return false };
        let flat = |each: Vector| {
            let depth = each.dot(self.centre);
            (each.dot(right) / depth, each.dot(up) / depth)
        };
        let (x, y) = flat(point);
        let passes = self.sides.iter().filter(|side| {
            let ((ax, ay), (bx, by)) = (flat(side.from), flat(side.to));
            (ay > y) != (by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax)
        });
        passes.count() % 2 == 1
    }

    /// Where a side is nearest to a point, and how far that is.
    fn nearest_side(&self, point: Vector) -> Option<(f64, Vector)> {
        let feet = self.sides.iter().map(|side| side.nearest(point));
        let nearest = feet.min_by(|one, other| point.apart(*one).total_cmp(&point.apart(*other)));
        nearest.map(|foot| (point.angle(foot), foot))
    }
}

impl Side {
    fn touches(&self, other: &Side) -> bool {
        let near = |side: &Side, point: Vector| side.nearest(point).angle(point) < TOUCH / 100.0;
        self.crossing(other).is_some()
            || near(self, other.from)
            || near(self, other.to)
            || near(other, self.from)
            || near(other, self.to)
    }
}

/// Two directions along the surface at a place, at right angles.
fn plane(centre: Vector) -> Option<[Vector; 2]> {
    let Vector([x, _, _]) = centre;
    let other = if x.abs() < 0.5 { Vector([1.0, 0.0, 0.0]) } else { Vector([0.0, 1.0, 0.0]) };
    let right = other.cross(centre).unit()?;
    Some([right, centre.cross(right)])
}

/// A place that lies in both areas; none if they do not meet.
///
/// It depends on the order of the two, so whoever wants the same answer everywhere sorts them.
pub(super) fn meeting(one: &Shape, other: &Shape) -> Option<Position> {
    let between = one.centre.angle(other.centre);
    if between > one.reach + other.reach + TOUCH {
        return None;
    }
    match (one.sides.is_empty(), other.sides.is_empty()) {
        (true, true) => circles(one, other, between),
        (true, false) => circle_and_polygon(one, other),
        (false, true) => circle_and_polygon(other, one),
        (false, false) => polygons(one, other),
    }
    .map(Vector::place)
}

fn circles(one: &Shape, other: &Shape, between: f64) -> Option<Vector> {
    let (small, large) = if one.reach <= other.reach { (one, other) } else { (other, one) };
    if between <= large.reach - small.reach {
        return Some(small.centre);
    }
    // Halfway along what both cover of the line from one centre to the other.
    let along = (between - other.reach + one.reach) / 2.0;
    let towards = other.centre.plus(one.centre, -one.centre.dot(other.centre)).unit()?;
    let (sin, cos) = along.sin_cos();
    Vector([0.0; 3]).plus(one.centre, cos).plus(towards, sin).unit()
}

fn circle_and_polygon(circle: &Shape, polygon: &Shape) -> Option<Vector> {
    if polygon.contains(circle.centre) {
        return Some(circle.centre);
    }
    let (distance, foot) = polygon.nearest_side(circle.centre)?;
    (distance <= circle.reach + TOUCH).then_some(foot)
}

fn polygons(one: &Shape, other: &Shape) -> Option<Vector> {
    let points = |shape: &Shape| shape.sides.iter().map(|side| side.from).collect::<Vec<_>>();
    let inside =
        |points: Vec<Vector>, of: &Shape| points.into_iter().find(|each| of.contains(*each));
    if let Some(point) = inside(points(one), other).or_else(|| inside(points(other), one)) {
        return Some(point);
    }
    let sides = one.sides.iter();
    let crossing = sides.flat_map(|side| other.sides.iter().map(|each| side.crossing(each)));
    if let Some(point) = crossing.flatten().next() {
        return Some(point);
    }
    let touching = |points: Vec<Vector>, of: &Shape| {
        let near = points.into_iter().filter_map(|point| of.nearest_side(point));
        near.min_by(|left, right| left.0.total_cmp(&right.0))
    };
    let near = [touching(points(one), other), touching(points(other), one)];
    near.into_iter().flatten().find(|(gap, _)| *gap <= TOUCH).map(|(_, foot)| foot)
}

#[cfg(test)]
mod tests;
