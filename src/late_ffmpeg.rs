//! FFmpeg's libraries, loaded when the first of their functions is called instead of when the program starts.
//!
//! They bring in some 130 libraries, which takes 35 ms; `--version`, `still song.wav` and every press of the tab key
//! would wait for that, and a machine without FFmpeg couldn't even draw a still or write Y4M. So this file defines the
//! functions that the library calls, each as a jump through a slot, as a procedure linkage table does. A slot leads to
//! [`find`] until it has been called once, then to FFmpeg's own function. As nothing is left that the linker needs
//! FFmpeg's libraries for, it doesn't record them (`--as-needed`, which is Rust's default).
//!
//! A function that is missing from the list costs nothing but the gain: the linker records its library again, and
//! `tests/cli/late_ffmpeg.rs` says so. The linker records libraries by version, and so does this file. Only the command does
//! this: a program that uses the crate may use FFmpeg by itself. The library asks [`load`] before it calls FFmpeg, so that
//! what is missing is told as an error; [`find`] could only end the program.

#![expect(unsafe_code, reason = "functions of C, found by name")]

use ffmpeg_next::ffi;
use libloading::os::unix::{Library, RTLD_GLOBAL, RTLD_NOW};
use std::{
    ffi::{CStr, c_char, c_void},
    io::{self, Write},
    sync::{
        OnceLock,
        atomic::{AtomicPtr, Ordering},
    },
};

/// A library by its name without version, and the version that this program was built with.
struct Versioned {
    name: &'static str,
    major: i32,
    loaded: OnceLock<Result<Library, String>>,
}

impl Versioned {
    const fn new(name: &'static str, major: i32) -> Self {
        Self { name, major, loaded: OnceLock::new() }
    }

    fn load(&self) -> Result<&Library, String> {
        let loaded = self.loaded.get_or_init(|| {
            let file = format!("{}.so.{}", self.name, self.major);
            // SAFETY: these are the libraries that the linker would have had loaded at the start, with the same effects.
            let library = unsafe { Library::open(Some(&file), RTLD_NOW | RTLD_GLOBAL) };
            library
                .map_err(|e| std::error::Error::source(&e).map_or_else(|| e.to_string(), ToString::to_string))
        });
        loaded.as_ref().map_err(Clone::clone)
    }
}

static AVUTIL: Versioned = Versioned::new("libavutil", ffi::LIBAVUTIL_VERSION_MAJOR);
static SWRESAMPLE: Versioned = Versioned::new("libswresample", ffi::LIBSWRESAMPLE_VERSION_MAJOR);
static AVCODEC: Versioned = Versioned::new("libavcodec", ffi::LIBAVCODEC_VERSION_MAJOR);
static AVFORMAT: Versioned = Versioned::new("libavformat", ffi::LIBAVFORMAT_VERSION_MAJOR);

/// Loads the libraries, once.
///
/// # Errors
/// Which one can't be loaded, and why.
pub(super) fn load() -> Result<(), String> {
    [&AVUTIL, &SWRESAMPLE, &AVCODEC, &AVFORMAT].into_iter().try_for_each(|library| library.load().map(drop))
}

/// A function of FFmpeg: where calls of it go, its name in C, and its library.
#[repr(C)]
struct Slot {
    target: AtomicPtr<c_void>,
    name: *const c_char,
    library: &'static Versioned,
}

/// Puts a function's address into its slot and returns it. Called by the assembly below, in the stead of the function.
extern "C" fn find(slot: &Slot) -> *mut c_void {
    // SAFETY: the assembly below ends every name with a zero; the library is never unloaded, and its functions are
    // addresses only here.
    let found = unsafe {
        let name = CStr::from_ptr(slot.name).to_bytes_with_nul();
        slot.library.load().and_then(|library| {
            library.get::<*mut c_void>(name).map(|function| function.into_raw()).map_err(|e| e.to_string())
        })
    };
    let function = found.unwrap_or_else(|reason| {
        // The caller expects a function and nothing else.
        let _ = writeln!(io::stderr(), "cymatic: error: FFmpeg can't be called: {reason}");
        std::process::exit(7)
    });
    slot.target.store(function, Ordering::Release);
    function
}

/// Defines the functions of each library, as C sees them.
macro_rules! late {
    ($($library:ident: $($function:ident)+;)+) => {
        $($(std::arch::global_asm!(
            ".pushsection .text",
            concat!(".globl ", stringify!($function)),
            concat!(".hidden ", stringify!($function)),
            concat!(stringify!($function), ":"),
            concat!("jmp qword ptr [rip + .Lslot_", stringify!($function), "]"),
            concat!(".Lfirst_", stringify!($function), ":"),
            concat!("lea r11, [rip + .Lslot_", stringify!($function), "]"),
            "jmp {find_late}",
            ".popsection",
            ".pushsection .rodata",
            concat!(".Lname_", stringify!($function), ": .asciz \"", stringify!($function), "\""),
            ".popsection",
            ".pushsection .data",
            ".balign 8",
            concat!(".Lslot_", stringify!($function), ":"),
            concat!(".quad .Lfirst_", stringify!($function)),
            concat!(".quad .Lname_", stringify!($function)),
            ".quad {library}",
            ".popsection",
            find_late = sym find_late,
            library = sym $library,
        );)+)+
    };
}

/// Finds the function of the slot in `r11`, and calls it with the arguments that this was called with.
#[unsafe(naked)]
unsafe extern "C" fn find_late() {
    std::arch::naked_asm!(
        // All registers that may hold arguments; seven of them and the return address keep the stack aligned.
        "push rdi",
        "push rsi",
        "push rdx",
        "push rcx",
        "push r8",
        "push r9",
        "push rax",
        "sub rsp, 128",
        "movups [rsp], xmm0",
        "movups [rsp + 16], xmm1",
        "movups [rsp + 32], xmm2",
        "movups [rsp + 48], xmm3",
        "movups [rsp + 64], xmm4",
        "movups [rsp + 80], xmm5",
        "movups [rsp + 96], xmm6",
        "movups [rsp + 112], xmm7",
        "mov rdi, r11",
        "call {find}",
        "mov r11, rax",
        "movups xmm0, [rsp]",
        "movups xmm1, [rsp + 16]",
        "movups xmm2, [rsp + 32]",
        "movups xmm3, [rsp + 48]",
        "movups xmm4, [rsp + 64]",
        "movups xmm5, [rsp + 80]",
        "movups xmm6, [rsp + 96]",
        "movups xmm7, [rsp + 112]",
        "add rsp, 128",
        "pop rax",
        "pop r9",
        "pop r8",
        "pop rcx",
        "pop rdx",
        "pop rsi",
        "pop rdi",
        "jmp r11",
        find = sym find,
    )
}

late! {
    AVUTIL:
        av_buffer_create av_dict_free av_dict_get av_dict_set av_frame_alloc av_frame_copy
        av_frame_copy_props av_frame_free av_frame_get_buffer av_free av_freep
        av_get_bytes_per_sample av_get_channel_layout_nb_channels av_log_format_line2
        av_log_set_callback av_log_set_level av_mallocz av_opt_set av_opt_set_dict
        av_pix_fmt_desc_get av_sample_fmt_is_planar av_strerror av_version_info avutil_version;
    SWRESAMPLE:
        swr_alloc_set_opts swr_convert_frame swr_free swr_get_delay swr_init swresample_version;
    AVCODEC:
        av_codec_is_decoder av_init_packet av_packet_rescale_ts av_packet_unref
        avcodec_alloc_context3 avcodec_close avcodec_find_decoder avcodec_find_encoder_by_name
        avcodec_flush_buffers avcodec_free_context avcodec_open2 avcodec_parameters_free
        avcodec_parameters_from_context avcodec_parameters_to_context avcodec_receive_frame
        avcodec_receive_packet avcodec_send_frame avcodec_send_packet avcodec_version;
    AVFORMAT:
        av_find_best_stream av_interleaved_write_frame av_read_frame av_write_trailer
        avformat_alloc_context avformat_alloc_output_context2 avformat_close_input
        avformat_find_stream_info avformat_free_context avformat_new_stream avformat_open_input
        avformat_seek_file avformat_version avformat_write_header avio_alloc_context avio_close
        avio_context_free avio_flush avio_seek avio_write;
}
