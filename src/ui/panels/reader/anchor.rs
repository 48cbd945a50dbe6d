//! What keeps the page where it is: the words at the top of the view.
//!
//! Points mean nothing once a text is laid out anew, in another width, size or zoom. A byte of the
//! text and how far its row lies above the top of the view always do.

/// A row of words and where it lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anchor {
    /// A byte of the row.
    pub byte: u32,
    /// How much of the row is above the view, as a share of its height; nothing where all is below.
    share: f32,
    /// Points between the top of the view and the row, where all of it is below.
    below: f32,
}

impl Anchor {
    /// The very beginning, with what stands above the first words.
    pub const TOP: Self = Self {
        byte: 0,
        share: 0.0,
        below: f32::MAX,
    };

    /// A row of this height of which so many points are above the view; fewer than none where it
    /// begins below.
    pub fn at_row(byte: u32, above: f32, height: f32) -> Self {
        Self {
            byte,
            share: (above / height.max(1.0)).max(0.0),
            below: (-above).max(0.0),
        }
    }

    /// Points of the row above the view when it is as high as this; fewer than none where it begins
    /// below.
    pub fn points_above(self, height: f32) -> f32 {
        if self.below > 0.0 {
            -self.below
        } else {
            self.share * height
        }
    }
}

/// Where the words at a byte of a text lie in what became of it: the same place where everything
/// before is as it was, as far from the end where everything behind is, else as near as can be.
pub fn moved_byte(old: &str, new: &str, byte: u32) -> u32 {
    let at = byte as usize;
    let same = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b);
    let before = same.count();
    let room = old.len().min(new.len()) - before;
    let same = old.bytes().rev().zip(new.bytes().rev());
    let behind = same.take(room).take_while(|(a, b)| a == b).count();
    let moved = if at <= before {
        at
    } else if at >= old.len() - behind {
        new.len().saturating_sub(old.len().saturating_sub(at))
    } else {
        at.min(new.len() - behind)
    };
    new.floor_char_boundary(moved) as u32
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "points are added and taken away exactly")]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_again_where_the_text_before_them_grew() {
        let old = "Title\nOne.\nTwo.\nThree.\n";
        let new = "Title\nNew and longer.\nOne.\nTwo.\nThree.\n";
        let at = old.find("Two").unwrap() as u32;
        assert_eq!(moved_byte(old, new, at) as usize, new.find("Two").unwrap());
        assert_eq!(moved_byte(new, old, new.find("Two").unwrap() as u32), at);
        assert_eq!(moved_byte(old, new, 2), 2);
        assert_eq!(moved_byte(old, "", at), 0);
        assert_eq!(moved_byte("Бахмут.", "Бахмач.", 11), 10);
    }

    #[test]
    fn a_row_lies_where_it_lay_in_another_size() {
        let half = Anchor::at_row(7, 13.5, 27.0);
        assert_eq!(half.points_above(40.0), 20.0);
        let below = Anchor::at_row(7, -12.0, 27.0);
        assert_eq!(below.points_above(40.0), -12.0);
    }
}
