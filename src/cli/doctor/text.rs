//! The report for people: short sections with aligned columns.

use super::{
    Report,
    adapters::Adapter,
    encoders::{Encoder, Encoders, State},
    graphics::Graphics,
    linux::Linux,
    system::System,
};
use crate::cli::console::clean;
use std::fmt::Write;

/// All of it; the verdict comes last, where it is seen.
pub(super) fn in_full(report: &Report) -> String {
    let mut page = Page::default();
    graphics(&mut page, &report.graphics);
    encoders(&mut page, &report.encoders);
    system(&mut page, &report.system);
    page.section("Findings");
    for (i, finding) in report.findings.iter().enumerate() {
        page.line(&format!("{}", i + 1), &finding.problem);
        page.line("", &format!("do: {}", finding.remedy));
    }
    if report.findings.is_empty() {
        page.line("none", "");
    }
    let verdict = &report.verdict;
    let count = match report.findings.len() {
        0 => "nothing is missing".into(),
        1 => "1 finding".into(),
        n => format!("{n} findings"),
    };
    let _ = write!(
        page.text,
        "\nauto draws on {}; encodes with {}; {count}.\n",
        clean(&verdict.draws_on),
        clean(&verdict.encodes_with)
    );
    page.text
}

/// The text so far.
#[derive(Debug, Default)]
struct Page {
    text: String,
    /// Width of the keys of this section.
    width: usize,
}

impl Page {
    fn section(&mut self, title: &str) {
        let gap = if self.text.is_empty() { "" } else { "\n" };
        let _ = writeln!(self.text, "{gap}{title}");
        self.width = if title == "Findings" { 2 } else { 11 };
    }

    fn line(&mut self, key: &str, value: &str) {
        let line = format!("  {key:<width$} {}", clean(value), width = self.width);
        self.text += line.trim_end();
        self.text += "\n";
    }

    /// Several values under one key, which is written once.
    fn lines(&mut self, key: &str, values: impl IntoIterator<Item = String>) {
        for (i, value) in values.into_iter().enumerate() {
            self.line(if i == 0 { key } else { "" }, &value);
        }
    }
}

fn graphics(page: &mut Page, graphics: &Graphics) {
    page.section("Graphics");
    graphics.adapters.iter().for_each(|it| adapter(page, it));
    if graphics.adapters.is_empty() {
        page.line("adapters", graphics.error.as_deref().unwrap_or("none"));
    }
    let auto = match graphics.taken() {
        Some(adapter) => format!("adapter {}, because {}", adapter.number, graphics.auto.why),
        None if graphics.auto.fails => format!("fails: {}", graphics.auto.why),
        None if graphics.error.is_some() => "unknown".into(),
        None => format!("the CPU, because {}", graphics.auto.why),
    };
    page.line("auto", &auto);
    page.lines("set", graphics.environment.iter().map(|(name, value)| format!("{name}={value}")));
    if let Some(linux) = &graphics.linux {
        below(page, linux);
    }
}

fn adapter(page: &mut Page, adapter: &Adapter) {
    page.line(&format!("adapter {}", adapter.number), &adapter.name);
    page.line("  kind", &format!("{}, {}", adapter.kind, adapter.api));
    page.line("  driver", &adapter.driver);
    if !adapter.pci.is_empty() {
        page.line("  pci", &adapter.pci);
    }
    page.line(
        "  limits",
        &format!(
            "buffer {}, binding {}, texture {} x {} x {} layers",
            bytes(adapter.max_buffer_bytes),
            bytes(adapter.max_binding_bytes),
            adapter.max_texture_side,
            adapter.max_texture_side,
            adapter.max_texture_layers
        ),
    );
    let drawn = match &adapter.error {
        None => "a 64x36 frame, the same as the CPU's".into(),
        Some(error) => format!("nothing: {error}"),
    };
    page.line("  draws", &drawn);
}

/// What lies below the adapters.
fn below(page: &mut Page, linux: &Linux) {
    let fault = |error: &Option<String>| error.as_ref().map(|error| format!(": {error}")).unwrap_or_default();
    let loader = linux.loader_error.as_deref().unwrap_or("libvulkan.so.1 can be loaded");
    page.line("loader", loader);
    let none = || vec!["none".to_owned()];
    let or_none = |lines: Vec<String>| if lines.is_empty() { none() } else { lines };
    let files = linux.driver_files.iter().map(|file| format!("{}{}", file.path, fault(&file.error)));
    page.lines("drivers", or_none(files.collect()));
    let nodes = linux.nodes.iter().map(|node| format!("{}{}", node.path, fault(&node.error)));
    page.lines("devices", or_none(nodes.collect()));
    page.lines("cards", linux.cards.iter().map(|card| format!("{} {}", card.pci, card.vendor.as_str())));
    if linux.container {
        page.line("container", linux.nvidia_capabilities.as_deref().unwrap_or("yes"));
    }
}

fn encoders(page: &mut Page, encoders: &Encoders) {
    page.section("Encoders");
    let versions: Vec<String> =
        encoders.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
    if let Some(lack) = &encoders.lack {
        page.line("none", &format!("they are FFmpeg's, which {lack}"));
        return;
    }
    page.line("auto", encoders.auto);
    page.line("versions", &versions.join(", "));
    let state = |state| encoders.list.iter().filter(move |encoder| encoder.state == state);
    page.width = encoders.list.iter().map(|encoder| encoder.name.len()).max().unwrap_or(0);
    for encoder in state(State::Works).chain(state(State::Fails)).chain(state(State::Unfed)) {
        page.line(&encoder.name, &in_words(encoder));
    }
    let absent: Vec<&str> = state(State::Absent).map(|encoder| encoder.name.as_str()).collect();
    if !absent.is_empty() {
        page.line("not here", &absent.join(", "));
    }
}

fn in_words(encoder: &Encoder) -> String {
    let remark = encoder.remark.as_deref();
    match encoder.state {
        State::Works => remark.map_or_else(|| "works".into(), |remark| format!("works: {remark}")),
        State::Fails => format!("listed, but fails: {}", remark.unwrap_or("nobody knows why")),
        State::Unfed => format!("can't be fed by cymatic: {}", remark.unwrap_or("other frames")),
        State::Absent => "not in this FFmpeg".into(),
    }
}

fn system(page: &mut Page, system: &System) {
    page.section("Machine");
    let machine = &system.machine;
    page.line("cpu", &machine.cpu_name);
    let cores = match machine.cores_total - machine.cores {
        0 => machine.cores.to_string(),
        _ => format!("{} of {} may be used", machine.cores, machine.cores_total),
    };
    page.line("cores", &cores);
    let memory = machine.memory_bytes.map_or_else(|| "unknown".into(), bytes);
    let limit = machine.memory_limit_bytes.map(|limit| format!(", of which {} may be used", bytes(limit)));
    page.line("memory", &(memory + &limit.unwrap_or_default()));
    page.line("power", &machine.power.to_string());
    page.line("renderer", &system.cpu_renderer);
    let free = system.temporary_free_bytes.map(|free| format!(", {} free", bytes(free)));
    page.line("temporary", &format!("{}{}", system.temporary_folder, free.unwrap_or_default()));
    let features = match system.features[..] {
        [] => "no features".into(),
        _ => format!("with {}", system.features.join(", ")),
    };
    page.line("cymatic", &format!("{} {features}, {} {}", system.version, system.os, system.arch));
}

/// A number of bytes with the unit that leaves it short.
fn bytes(n: u64) -> String {
    let units = [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)];
    let unit = units.into_iter().find(|(_, shift)| n >= 1 << shift);
    unit.map_or_else(
        || format!("{n} B"),
        |(name, shift)| format!("{:.1} {name}", n as f64 / (1u64 << shift) as f64),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_told_in_the_unit_that_leaves_them_short() {
        assert_eq!(
            [512, 128 << 20, 3 << 29, 1 << 41].map(bytes),
            ["512 B", "128.0 MiB", "1.5 GiB", "2.0 TiB"]
        );
    }
}
