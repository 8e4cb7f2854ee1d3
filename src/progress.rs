//! What a job tells the outside while it runs.

/// A stage of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Reading the song once to fix the reference.
    Scan,
    /// Drawing and encoding, with the analysis running ahead.
    Render,
    /// Closing, verifying and publishing the output.
    Finish,
}

/// An event of a running job.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Event {
    /// A stage began.
    Stage(Stage),
    /// `done` of `total` frames were handed to the encoder, or to whoever looks at them.
    Frames {
        /// Frames handed over.
        done: u64,
        /// Frames of the job.
        total: u64,
    },
}

/// Wall seconds of each stage, and of work that overlaps them.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Timings {
    /// Reading the song for the reference.
    pub scan_s: f64,
    /// Analysis, in its own thread.
    pub analyze_s: f64,
    /// Drawing, summed over the draw threads.
    pub draw_s: f64,
    /// The encoder thread's time inside the sink.
    pub encode_s: f64,
    /// Draining, verifying, publishing.
    pub finish_s: f64,
    /// From the beginning of the job until the sink had taken the first frame: the scan, and what of analysis, drawing
    /// and opening the output had to come before it.
    pub first_frame_s: f64,
    /// The whole job.
    pub total_s: f64,
}
