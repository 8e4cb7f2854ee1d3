//! Pictures moved, enlarged, faded and laid over each other: what places several styles in one picture.

use super::{
    Picture,
    picture::{Bar, Beam, Edge, Glow, Heatmap, Lamp, Light, Ribbon, Ring, Shadow},
};

impl Picture {
    /// Moves everything but sprites, pixels.
    pub fn shift(&mut self, by: [f32; 2]) {
        if by != [0.0; 2] {
            self.map([0.0; 2], by, 1.0);
        }
    }

    /// Enlarges everything but sprites by a factor above 0, about a point that stays where it is, pixels.
    pub fn enlarge(&mut self, about: [f32; 2], factor: f32) {
        if factor != 1.0 {
            self.map(about, about, factor);
        }
    }

    /// Moves the point `from` to `to` and enlarges everything around it.
    fn map(&mut self, from: [f32; 2], to: [f32; 2], f: f32) {
        let at = |p: &mut [f32; 2]| *p = [to[0] + (p[0] - from[0]) * f, to[1] + (p[1] - from[1]) * f];
        for Lamp { center, radius, .. } in &mut self.lamps {
            at(center);
            *radius = radius.map(|r| r * f);
        }
        for Glow { a, b, reach, .. } in &mut self.glows {
            at(a);
            at(b);
            *reach *= f;
        }
        for Shadow { center, radius, rim, .. } in &mut self.shadows {
            at(center);
            *radius *= f;
            *rim *= f;
        }
        if let Some(Heatmap { center, half_size, corner, fade, soft, step, lit, .. }) = &mut self.heatmap {
            at(center);
            *half_size = half_size.map(|half| half * f);
            *corner *= f;
            *fade *= f;
            *soft *= f;
            *step = step.map(|step| step / f);
            *lit = to[0] + (*lit - from[0]) * f;
        }
        for Ring { center, radius, half_width, .. } in &mut self.rings {
            at(center);
            *radius *= f;
            *half_width *= f;
        }
        for Ribbon { origin, round, per, span, rise, half_line, glow_reach, .. } in &mut self.ribbons {
            at(origin);
            // Around a centre, they count per turn.
            *per /= if *round == 1 { 1.0 } else { f };
            *span = span.map(|distance| distance * f);
            *rise *= f;
            *half_line *= f;
            *glow_reach *= f;
        }
        for Edge { lower, upper, .. } in &mut self.edges {
            *lower *= f;
            *upper *= f;
        }
        for Bar { center, half_length, half_width, corner, hot, glow_reach, .. } in &mut self.bars {
            at(center);
            *half_width = (*half_width * f).max(0.5);
            *corner = (*corner * f).clamp(0.5, *half_width);
            for length in [half_length, hot, glow_reach] {
                *length *= f;
            }
        }
        for Beam { a, b, radius, .. } in &mut self.beams {
            at(a);
            at(b);
            *radius *= f;
        }
    }

    /// Makes everything but backdrop and sprites as faint as a share from 0 to 1 says.
    pub fn fade(&mut self, share: f32) {
        if share == 1.0 {
            return;
        }
        let faded = |light: &mut Light| *light = light.map(|c| c * share);
        self.lamps.iter_mut().for_each(|lamp| faded(&mut lamp.colour));
        self.glows.iter_mut().for_each(|glow| faded(&mut glow.colour));
        self.shadows.iter_mut().for_each(|shadow| shadow.amount *= share);
        self.heatmap.iter_mut().for_each(|map| map.opacity *= share);
        self.rings.iter_mut().for_each(|ring| ring.opacity *= share);
        for Ribbon { opacity, root_opacity, line_opacity, glows, .. } in &mut self.ribbons {
            [opacity, root_opacity, line_opacity].into_iter().for_each(|opacity| *opacity *= share);
            glows.iter_mut().for_each(faded);
        }
        for bar in &mut self.bars {
            bar.opacity *= share;
            faded(&mut bar.glow);
        }
        self.beams.iter_mut().for_each(|beam| faded(&mut beam.colour));
    }

    /// Lays the shapes of another picture over these. Its backdrop and its lamps stay behind: one picture lights the
    /// ground. Its heatmap comes along where there is none yet.
    pub fn lay(&mut self, over: &mut Self) {
        self.glows.append(&mut over.glows);
        self.shadows.append(&mut over.shadows);
        if self.heatmap.is_none() {
            self.heatmap = over.heatmap.take();
            std::mem::swap(&mut self.heat, &mut over.heat);
        }
        self.rings.append(&mut over.rings);
        let first = self.edges.len() as u32;
        self.ribbons
            .extend(over.ribbons.drain(..).map(|ribbon| Ribbon { first: ribbon.first + first, ..ribbon }));
        self.edges.append(&mut over.edges);
        self.bars.append(&mut over.bars);
        self.beams.append(&mut over.beams);
    }
}

#[cfg(test)]
mod tests {
    use crate::visual::{Picture, drawn, find, picture::Ribbon};

    /// A picture with shapes of all kinds.
    fn picture() -> Picture {
        let mut picture = drawn(find("circular").unwrap(), &[("shape", "ribbon")], |_| 40_000);
        for style in ["bars", "waveform", "vectorscope"] {
            picture.lay(&mut drawn(find(style).unwrap(), &[], |band| (band * 900) as u16));
        }
        picture
    }

    #[test]
    fn what_is_enlarged_and_made_smaller_again_is_as_before() {
        let before = picture();
        assert!(![before.bars.len(), before.ribbons.len(), before.glows.len()].contains(&0));
        let mut picture = before.clone();
        // Powers of two about the origin: exact.
        picture.enlarge([0.0; 2], 2.0);
        assert_eq!(picture.bars[0].half_length, before.bars[0].half_length * 2.0);
        assert_eq!(picture.bars[0].center, before.bars[0].center.map(|v| v * 2.0));
        picture.enlarge([0.0; 2], 0.5);
        assert!(picture == before);
        // The point about which it is enlarged stays.
        picture.enlarge(before.bars[0].center, 1.7);
        assert_eq!(picture.bars[0].center, before.bars[0].center);
    }

    #[test]
    fn a_faded_picture_has_nothing_left_but_its_ground() {
        let mut picture = picture();
        picture.fade(0.0);
        assert!(picture.bars.iter().all(|bar| bar.opacity == 0.0 && bar.glow == [0.0; 3]));
        assert!(picture.lamps.iter().all(|lamp| lamp.colour == [0.0; 3]));
        assert!(picture.glows.iter().all(|glow| glow.colour == [0.0; 3]));
        let quiet = |r: &Ribbon| {
            [r.opacity, r.root_opacity, r.line_opacity, r.glows[0][0], r.glows[1][0]] == [0.0; 5]
        };
        assert!(picture.ribbons.iter().all(quiet));
    }

    #[test]
    fn ribbons_keep_their_edges_where_pictures_meet() {
        let (mut one, mut two) = (Picture::default(), picture());
        one.lay(&mut picture());
        let edges = one.edges.len();
        let own = two.ribbons.clone();
        one.lay(&mut two);
        assert!(!own.is_empty() && one.ribbons.len() == 2 * own.len());
        for (laid, own) in one.ribbons[own.len()..].iter().zip(&own) {
            assert_eq!((laid.first, laid.count), (own.first + edges as u32, own.count));
        }
    }
}
