//! What the numbers of tables mean.

use super::{super::super::program, Twin, compare, gpu};
use crate::visual::{REGISTRY, params::Values, shader::steps, unit};

#[test]
fn what_tables_mean_is_the_same_on_both_sides() {
    if gpu().is_none() {
        return;
    }
    let info = REGISTRY[0];
    let size = crate::size::Size::new(64, 36).unwrap();
    let shader = (info.create)(&Values::defaults(info.params)).shader(size).unwrap();
    let twins = [
        Twin {
            name: "steps",
            ins: 2,
            outs: 1,
            wgsl: "output(0u, f32(steps(u32(input(0u)), u32(input(1u)))));",
            make: |n| vec![(n.next() * 65_535.0).floor(), (n.next() * 65_535.0).floor()],
            rust: |v| vec![steps(v[0] as u16, v[1] as u32) as f32],
            // Integers: the same everywhere.
            within: 0.0,
            share: 0.0,
        },
        Twin {
            name: "unit",
            ins: 1,
            outs: 1,
            wgsl: "output(0u, unit(u32(input(0u))));",
            make: |n| vec![(n.next() * 65_535.0).floor()],
            rust: |v| vec![unit(v[0] as u16)],
            within: 1e-7,
            share: 0.0,
        },
    ];
    compare(&program::describe(&shader), &twins);
}
