//! The `cymatic` command. All of it is in [`cli`].

mod cli;
#[cfg(all(feature = "ffmpeg", target_os = "linux", target_arch = "x86_64"))]
mod late_ffmpeg;

fn main() -> std::process::ExitCode {
    #[cfg(all(feature = "ffmpeg", target_os = "linux", target_arch = "x86_64"))]
    cymatic::ffmpeg::load_with(late_ffmpeg::load);
    calm_graphics_drivers();
    cli::main()
}

/// Mesa's layer that sorts adapters for desktops complains on standard error where there is no desktop. We choose
/// adapters ourselves; the variable is the layer's own off switch.
fn calm_graphics_drivers() {
    const SWITCH: &str = "NODEVICE_SELECT";
    if std::env::var_os(SWITCH).is_none() {
        #[expect(unsafe_code, reason = "the only way to reach a library that reads the environment")]
        // SAFETY: no other thread runs yet, so none can be reading the environment.
        unsafe {
            std::env::set_var(SWITCH, "1");
        }
    }
}
