//! Lends our frames to libav without a copy: libav's last reference gives the buffer back to the pool.

use crate::{
    error::{Error, Result},
    render::Frame,
};
use ffmpeg_next::{chroma, color, ffi, format::Pixel, frame::Video};
use std::ffi::{c_int, c_void};

/// Wraps a finished 4:2:0 frame as libav's; it is returned to its pool when libav drops it, on whichever thread.
#[expect(unsafe_code, reason = "ffmpeg-next has no call that lends memory it doesn't own")]
pub(super) fn lend(frame: Frame, pts: i64) -> Result<Video> {
    fn needs_send<T: Send + 'static>(_: &T) {}
    needs_send(&frame);

    let layout = *frame.layout();
    let owner = Box::new(frame);
    let (start, len) = (owner.bytes().as_ptr().cast_mut(), owner.bytes().len());
    let mut video = Video::empty();
    // SAFETY: the buffer is owned by the boxed frame, which `give_back` frees when the last reference is gone: `start`
    // stays valid until then, and nothing of ours writes to it. libav may not write either: it is marked read-only.
    // Every plane lies within the buffer by the layout's own construction.
    unsafe {
        let av = video.as_mut_ptr();
        let owner: *mut c_void = Box::into_raw(owner).cast();
        let flags = ffi::AV_BUFFER_FLAG_READONLY as c_int;
        let buffer = match av.is_null() {
            true => std::ptr::null_mut(),
            false => ffi::av_buffer_create(start, len as _, Some(give_back), owner, flags),
        };
        if buffer.is_null() {
            give_back(owner, start);
            return Err(Error::Internal("out of memory".into()));
        }
        (*av).buf[0] = buffer;
        for (p, plane) in layout.planes.iter().enumerate() {
            (*av).data[p] = start.add(plane.offset);
            (*av).linesize[p] = plane.stride as c_int;
        }
        (*av).chroma_location = chroma::Location::Center.into();
    }
    video.set_format(Pixel::YUV420P);
    video.set_width(layout.size.width());
    video.set_height(layout.size.height());
    video.set_color_space(color::Space::BT709);
    video.set_color_primaries(color::Primaries::BT709);
    video.set_color_transfer_characteristic(color::TransferCharacteristic::BT709);
    video.set_color_range(color::Range::MPEG);
    video.set_pts(Some(pts));
    Ok(video)
}

/// Called by libav when the last reference to a lent buffer is gone.
#[expect(unsafe_code, reason = "called by C")]
unsafe extern "C" fn give_back(owner: *mut c_void, _data: *mut u8) {
    // SAFETY: `owner` is the box that `lend` made, and libav calls this once.
    drop(unsafe { Box::from_raw(owner.cast::<Frame>()) });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cancel::Cancel,
        render::{FramePool, Layout, PixelFormat},
        size::Size,
    };

    #[test]
    fn a_lent_frame_is_the_same_memory_and_goes_home_with_the_last_reference() {
        let layout = Layout::new(Size::new(50, 34).unwrap(), PixelFormat::Yuv420).unwrap();
        let pool = FramePool::poisoned(layout, 1);
        let mut drawn = pool.acquire(7, &Cancel::default()).unwrap();
        drawn.parts().0.iter_mut().enumerate().for_each(|(i, b)| *b = i as u8);
        let frame = drawn.finish();
        let (first, bytes) = (frame.bytes().as_ptr(), frame.bytes().to_vec());

        let lent = lend(frame, 3).unwrap();
        assert_eq!((lent.pts(), lent.width(), lent.height()), (Some(3), 50, 34));
        for (p, plane) in layout.planes.iter().enumerate() {
            assert_eq!(lent.data(p).as_ptr(), first.wrapping_add(plane.offset));
            assert_eq!(lent.stride(p), plane.stride);
            assert_eq!(lent.data(p)[..plane.row_bytes], bytes[plane.offset..][..plane.row_bytes]);
        }
        let asked = Cancel::default();
        asked.cancel();
        assert!(pool.acquire(8, &asked).is_err(), "lent: not free");
        drop(lent);
        let mut next = pool.acquire(8, &Cancel::default()).unwrap();
        assert!(next.parts().0.iter().all(|b| *b == 0xA5), "returned buffers are poisoned");
    }
}
