/// A point in the plane.
#[derive(Clone, Copy)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    /// The point mirrored at the x axis.
    pub fn mirrored(self) -> Point {
        Point { x: self.x, y: -self.y }
    }

    /// The distance to another point.
    pub fn distance(self, other: Point) -> f64 {
        
    }
}
