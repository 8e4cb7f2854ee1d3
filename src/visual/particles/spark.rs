//! A particle as it is drawn: light with a halo, or a stroke where the ground is light.

use super::camera::{Camera, Seen};
use crate::visual::{
    picture::{Bar, Beam, Light, Picture},
    stroke::{BandColours, Place, Room, mix, scale},
    trace::smoothstep,
};

/// Length of a part of a comet, radii, and how many there are; width of its tail, of its head's.
const PART: f32 = 3.5;
const PARTS: [f32; 2] = [3.0, 7.0];
const TAIL: f32 = 0.30;
/// A way longer than so many radii makes a comet of a particle.
const FAST: f32 = 3.0;
/// How far from the sides sparks begin to go out, of half of the width.
const SIDES: f32 = 0.26;
/// How far from the middle of the height words may stand beside the field, and how far sparks shine up to there; shorter
/// sides.
const WORDS: f32 = 0.20;
const WORDS_SOFT: f32 = 0.16;
/// Light and opacity that nobody sees.
const FAINTEST: f32 = 0.004;

/// What particles of one frame share.
pub(super) struct View {
    pub(super) room: Room,
    pub(super) camera: Camera,
    /// Radius of a middling particle in the middle of space, pixels.
    pub(super) radius: f32,
    /// Whether shapes are dark on a light ground: then no light is added to it.
    pub(super) light_ground: bool,
}

/// A particle as it is drawn.
pub(super) struct Spark {
    pub(super) seen: Seen,
    /// Where it was when the exposure began, pixels.
    pub(super) from: [f32; 2],
    /// Size, 1 is middling.
    pub(super) size: f32,
    /// How hot it is, 0 to 1.
    pub(super) heat: f32,
    pub(super) opacity: f32,
    /// How much of it is left beside the field, 0 to 1.
    pub(super) beyond: f32,
}

impl View {
    /// A particle as light that its way leaves, near ones out of focus; as a stroke where the ground is light.
    pub(super) fn put(&self, colours: &BandColours, spark: &Spark, picture: &mut Picture) {
        let spark = &Spark { opacity: spark.opacity * self.left(spark), ..*spark };
        let sharp = self.radius * spark.size * spark.seen.scale;
        let blur = self.radius * (spark.seen.scale - 1.25).max(0.0) * 3.6;
        let focus = sharp / (sharp + blur);
        if self.light_ground {
            let opacity = (1.4 * spark.opacity).min(1.0) * focus;
            picture.bars.extend(self.stroke(spark, 1.1 * sharp + blur, opacity, colours));
            return;
        }
        let colour = mix(colours.tip, colours.hot, 0.75 * spark.heat * focus);
        let strength = spark.opacity * focus * focus * focus * (0.55 + 1.35 * spark.heat);
        let halo = spark.opacity * focus * focus * focus * (0.06 + 0.30 * spark.heat) * self.room.glow;
        let radius = 1.7 * sharp + blur;
        let mut light =
            |part: &Spark, radius: f32, colour: Light| picture.beams.extend(beam(part, radius, colour));
        if spark.way().1 < FAST * radius {
            light(spark, radius, scale(colour, strength));
            light(spark, 6.5 * sharp + blur, scale(colours.glow, halo));
            return;
        }
        let parts = (spark.way().1 / (PART * radius)).clamp(PARTS[0], PARTS[1]).floor();
        for part in 0..parts as usize {
            let [from, middle, to] = [0.0, 0.5, 1.0].map(|step| (part as f32 + step) / parts);
            // The tail has the colour of the halo.
            let colour = scale(mix(colours.glow, colour, middle * middle), strength * middle * middle);
            light(&spark.part([from, to]), (TAIL + (1.0 - TAIL) * middle) * radius, colour);
        }
        light(&spark.part([0.8, 1.0]), 5.0 * sharp + blur, scale(colours.glow, halo));
    }

    /// How much of a spark is left: they go out where the field ends at the sides. Beside it words may stand.
    fn left(&self, spark: &Spark) -> f32 {
        let ([x, y], [middle, center]) = (spark.seen.at, self.camera.center);
        let inside = smoothstep(x.min(2.0 * middle - x) / (SIDES * middle));
        let away = (y - center).abs() / self.camera.short;
        let beyond = spark.beyond * smoothstep((away - WORDS) / WORDS_SOFT);
        inside.max(beyond) * self.camera.clear(spark.seen.at)
    }

    fn stroke(&self, spark: &Spark, radius: f32, opacity: f32, colours: &BandColours) -> Option<Bar> {
        let (way, length) = spark.way();
        let radius = radius.max(0.5);
        let half = radius + length * 0.5;
        let place = Place {
            root: std::array::from_fn(|i| spark.from[i] - way[i] * radius),
            axis: way,
            length: 2.0 * half,
            width: 2.0 * radius,
            rounded: true,
            opacity: opacity * (2.0 * radius).min(1.0),
            near_reach: 0.0,
        };
        (opacity > FAINTEST).then(|| self.room.bar(colours, spark.heat, &place))
    }
}

impl Spark {
    /// A part of its way.
    fn part(&self, [from, to]: [f32; 2]) -> Self {
        let at =
            |share: f32| std::array::from_fn(|i| self.from[i] + (self.seen.at[i] - self.from[i]) * share);
        Self { from: at(from), seen: Seen { at: at(to), ..self.seen }, ..*self }
    }

    /// The direction and length of the way during the exposure.
    fn way(&self) -> ([f32; 2], f32) {
        let way = [self.seen.at[0] - self.from[0], self.seen.at[1] - self.from[1]];
        let length = (way[0] * way[0] + way[1] * way[1]).sqrt();
        if length > 1e-3 { (way.map(|v| v / length), length) } else { ([0.0, -1.0], 0.0) }
    }
}

/// The light of a spark; `colour` is what is seen in its middle.
pub(super) fn beam(spark: &Spark, radius: f32, colour: Light) -> Option<Beam> {
    // A point still needs a way, and what is finer than a pixel is dimmer instead.
    let radius_px = radius.max(1.0);
    let (way, length) = spark.way();
    let least = 0.5 * radius_px;
    let longer = (least - length).max(0.0) * 0.5;
    let length = length.max(least);
    // The disc's light over a short way through its middle, see `Beam`: u - 2/3 u^3 + 1/5 u^5 from its edge on.
    let u = (0.5 * length / radius_px).min(1.0);
    let passed = 2.0 * u * (1.0 - u * u * (2.0 / 3.0 - 0.2 * u * u)) * (15.0 / 16.0);
    let colour = scale(colour, (radius / radius_px).powi(2) / passed);
    let faint = colour.iter().all(|c| *c < FAINTEST);
    let a = std::array::from_fn(|i| spark.from[i] - way[i] * longer);
    let b = std::array::from_fn(|i| spark.seen.at[i] + way[i] * longer);
    (!faint).then_some(Beam { a, b, radius: radius_px, colour })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        size::Size,
        visual::{
            params::Values,
            particles::{BANDS, INFO},
            stroke::Strokes,
        },
    };

    #[test]
    fn fast_particles_are_comets_that_end_in_their_heads() {
        let strokes = Strokes::new(&Values::defaults(INFO.params), BANDS);
        let size = Size::new(1920, 1080).unwrap();
        let camera = Camera::new(size, 0.2);
        let room = strokes.room(size, camera.center);
        let view = View { room, camera, radius: 2.0, light_ground: false };
        let beams = |length: f32| {
            let (mut picture, at) = (Picture::default(), [500.0, 300.0]);
            let seen = Seen { at, scale: 1.0 };
            let spark = Spark {
                seen,
                from: [500.0 - length, 300.0],
                size: 1.0,
                heat: 0.5,
                opacity: 0.9,
                beyond: 0.0,
            };
            view.put(strokes.band(0), &spark, &mut picture);
            picture.beams
        };
        assert_eq!(beams(1.0).len(), 2, "its light and its halo");
        let comet = beams(60.0);
        let (tail, head) = (comet[0], comet[comet.len() - 2]);
        assert!(tail.radius < 0.5 * head.radius && tail.colour[1] < 0.1 * head.colour[1]);
        assert!(
            comet[..comet.len() - 1]
                .windows(2)
                .all(|two| two[0].radius < two[1].radius && two[0].b == two[1].a)
        );
        assert!((tail.a[0] - 440.0).abs() < 1.0 && (head.b[0] - 500.0).abs() < 1.0);
    }
}
