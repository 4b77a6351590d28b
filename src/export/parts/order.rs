//! Which parts make the whole, in which order, and what is missing.
//!
//! Pure: judges records alone, and reads no file.

use std::ops::Range;
use std::path::PathBuf;

use super::difference::differences;
use super::error::JoinPartsError;
use super::record::Record;
use crate::frame::FrameRange;

/// A part, as its file tells.
pub(super) type Found = (PathBuf, Record);

/// The parts that make the frames `asked` for, or all of the video, in order. Of parts that hold the
/// same frames, the first is taken.
pub(super) fn order(
    found: Vec<Found>,
    asked: Option<FrameRange>,
) -> Result<Vec<Found>, JoinPartsError> {
    refuse_foreign(&found)?;
    let whole = whole(&found);
    let range = asked_range(asked, &whole)?;
    let mut parts = found;
    // Stable: those of the same frames stay in the order in which they were named.
    parts.sort_by_key(|(_, record)| (record.first, record.end));
    parts.dedup_by_key(|(_, record)| record.frames());
    for pair in parts.windows(2) {
        let [one, other] =
            [&pair[0], &pair[1]].map(|(path, record)| (path.clone(), record.frames()));
        if other.1.start < one.1.end {
            return Err(JoinPartsError::Overlap { one, other });
        }
    }
    let is_outside = |frames: Range<u64>| frames.start < range.start || frames.end > range.end;
    if let Some((path, record)) = parts.iter().find(|(_, record)| is_outside(record.frames())) {
        return Err(JoinPartsError::Outside {
            path: path.clone(),
            frames: record.frames(),
            asked: range,
        });
    }
    let missing = missing(&parts, &range);
    if missing.is_empty() {
        return Ok(parts);
    }
    // What is there is one piece where all that is missing lies before or behind it.
    let there = Range {
        start: parts.first().map_or(0, |(_, record)| record.first),
        end: parts.last().map_or(0, |(_, record)| record.end),
    };
    let is_one = missing
        .iter()
        .all(|gap| gap.end <= there.start || gap.start >= there.end);
    Err(JoinPartsError::Missing {
        missing,
        whole: is_one.then_some(there),
    })
}

/// All parts must be of the video that most of them are of, or the first.
fn refuse_foreign(found: &[Found]) -> Result<(), JoinPartsError> {
    let alike = |record: &Record| {
        let others = found
            .iter()
            .filter(|(_, other)| other.fingerprint == record.fingerprint);
        others.count()
    };
    // Of equals the last is found: so backwards.
    let Some(reference) = found.iter().rev().max_by_key(|(_, record)| alike(record)) else {
        return Ok(());
    };
    let foreign = found
        .iter()
        .filter(|(_, record)| record.fingerprint != reference.1.fingerprint);
    let told = foreign.map(|(path, record)| (path.clone(), differences(&reference.1, record)));
    let others: Vec<_> = told.collect();
    match others.is_empty() {
        true => Ok(()),
        false => Err(JoinPartsError::Foreign {
            reference: reference.0.clone(),
            others,
        }),
    }
}

/// The frames of the scene, and those that parts hold beyond its end.
fn whole(found: &[Found]) -> Range<u64> {
    let ends = found
        .iter()
        .map(|(_, record)| record.end.max(record.length));
    0..ends.max().unwrap_or(0)
}

fn asked_range(
    asked: Option<FrameRange>,
    whole: &Range<u64>,
) -> Result<Range<u64>, JoinPartsError> {
    let range = match asked {
        None => return Ok(whole.clone()),
        Some(FrameRange::Count(count)) => 0..count,
        Some(FrameRange::Between(first, end)) => first..end.unwrap_or(whole.end),
    };
    match range.is_empty() {
        true => Err(JoinPartsError::NoFrames),
        false => Ok(range),
    }
}

fn missing(parts: &[Found], range: &Range<u64>) -> Vec<Range<u64>> {
    let mut missing = Vec::new();
    let mut next = range.start;
    let ends = std::iter::once(range.end..range.end);
    for frames in parts.iter().map(|(_, record)| record.frames()).chain(ends) {
        if frames.start > next {
            missing.push(next..frames.start);
        }
        next = frames.end;
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::super::record::tests::record;
    use super::*;

    fn part(frames: Range<u64>) -> Vec<Found> {
        parts(std::slice::from_ref(&frames))
    }

    fn parts(ranges: &[Range<u64>]) -> Vec<Found> {
        let part = |(number, frames): (usize, &Range<u64>)| {
            (format!("{number}.mp4").into(), record(frames.clone()))
        };
        ranges.iter().enumerate().map(part).collect()
    }

    fn names(found: Vec<Found>, asked: Option<FrameRange>) -> Result<String, String> {
        let ordered = order(found, asked).map_err(|error| error.to_string())?;
        let names = ordered.iter().map(|(path, _)| path.display().to_string());
        Ok(names.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn parts_come_in_any_order_and_more_than_once() {
        let found = parts(&[250..300, 0..100, 100..250, 0..100]);
        assert_eq!(names(found, None).as_deref(), Ok("1.mp4 2.mp4 0.mp4"));
        let beyond = parts(&[0..300, 300..350]);
        assert_eq!(names(beyond, None).as_deref(), Ok("0.mp4 1.mp4"));
        let piece = part(100..250);
        let range = FrameRange::Between(100, Some(250));
        assert_eq!(names(piece, Some(range)).as_deref(), Ok("0.mp4"));
        let rest = FrameRange::Between(250, None);
        assert_eq!(names(part(250..300), Some(rest)).as_deref(), Ok("0.mp4"));
    }

    #[test]
    fn what_is_missing_is_named() {
        let refused = |ranges: &[Range<u64>], asked| names(parts(ranges), asked).unwrap_err();
        assert_eq!(
            refused(&[0..100, 250..300], None),
            "frames 100..250 are missing: render them with --frames 100..250 --part"
        );
        assert_eq!(
            refused(&[0..100, 100..250], None),
            "frames 250..300 are missing: render them with --frames 250..300 --part, \
             or join what is there with --frames 0..250"
        );
        let two = refused(std::slice::from_ref(&(100..250)), None);
        assert!(two.contains("0..100 and 250..300 are missing"), "{two}");
        assert!(two.ends_with("--frames 100..250"), "{two}");
        let asked = Some(FrameRange::Count(200));
        assert!(
            refused(std::slice::from_ref(&(0..100)), asked).contains("frames 100..200 are missing")
        );
        assert!(
            refused(std::slice::from_ref(&(0..300)), asked).contains("'0.mp4' holds frames 0..300")
        );
        let none = Some(FrameRange::Between(5, Some(5)));
        assert!(refused(std::slice::from_ref(&(0..300)), none).contains("no frames"));
    }

    #[test]
    fn overlapping_parts_are_both_named() {
        let refused = names(parts(&[200..300, 0..100, 99..200]), None).unwrap_err();
        assert!(refused.starts_with("'1.mp4' (frames 0..100) and '2.mp4' (frames 99..200)"));
        let within = names(parts(&[0..300, 100..200]), None).unwrap_err();
        assert!(within.contains("overlap"), "{within}");
    }

    #[test]
    fn foreign_parts_are_named_with_the_reason() {
        let mut found = parts(&[0..100, 100..250, 250..300]);
        found[0].1.fingerprint = "another".to_owned();
        found[0].1.inputs.insert("scene".to_owned(), "b".to_owned());
        let refused = names(found.clone(), None).unwrap_err();
        let words = "'0.mp4' is not of the same video as '1.mp4': the scene has changed";
        assert!(refused.starts_with(words), "{refused}");
        // Of two, the first is what the other is to be like.
        let refused = names(found[..2].to_vec(), None).unwrap_err();
        assert!(refused.starts_with("'1.mp4' is not of the same video as '0.mp4'"));
    }
}
