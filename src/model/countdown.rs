//! The time alone: what has passed of it, what is due when, and what hides it.

use super::event::IdleCause;
use super::time::{Moment, Span};

/// Found later than this after its time, a prompt or an end was not watched: the device slept or
/// the process was frozen. Schedulers are late by milliseconds, sleep lasts seconds.
pub const WATCHED: Span = Span::from_ms(1000);

/// What the time alone leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Item {
    Prompt,
    End,
}

/// The periods a countdown goes by, from the settings as they are now.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    pub period: Span,
    pub prompt: Span,
}

/// One stretch of being alone, from its first instant to company or the end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Countdown {
    pub cause: IdleCause,
    /// When the user became alone.
    pub since: Moment,
    /// Time spent alone and counted, up to `mark`.
    pub consumed: Span,
    pub mark: Moment,
    /// The consumed time at which the session ends when it has no prompt.
    pub end_at: Span,
    /// Nothing fires before this: queued facts are still arriving.
    pub resync_until: Moment,
    /// When the prompt that is shown runs out; `EARLIEST` while none is.
    pub prompt_until: Moment,
    /// Whether this countdown was found late before; once is forgiven.
    pub late_spent: bool,
}

impl Countdown {
    pub fn begin(cause: IdleCause, now: Moment, period: Span) -> Countdown {
        Countdown {
            cause,
            since: now,
            consumed: Span::ZERO,
            mark: now,
            end_at: period,
            resync_until: Moment::EARLIEST,
            prompt_until: Moment::EARLIEST,
            late_spent: false,
        }
    }

    /// Starts from zero, armed for the whole period, with its one late finding restored.
    pub fn restart(&mut self, now: Moment, period: Span) {
        self.consumed = Span::ZERO;
        self.mark = self.mark.max(now);
        self.end_at = period;
        self.prompt_until = Moment::EARLIEST;
        self.late_spent = false;
    }

    /// Brings the account up to `now`; `counting` says whether the time since counts.
    pub fn pass(&mut self, now: Moment, counting: bool) {
        if counting {
            self.consumed += now - self.mark;
        }
        self.mark = self.mark.max(now);
    }

    /// Tells whether a prompt is shown.
    pub fn is_prompting(&self) -> bool {
        self.prompt_until > Moment::EARLIEST
    }

    pub fn is_resyncing(&self, now: Moment) -> bool {
        !self.resync_until.is_due(now)
    }

    /// Tells what comes next and when, if time goes on counting.
    #[inline]
    pub fn next(&self, terms: Terms) -> (Moment, Item) {
        let (at, item) = if self.is_prompting() {
            (self.prompt_until, Item::End)
        } else if terms.prompt.is_zero() {
            (self.reaches(self.end_at), Item::End)
        } else {
            (self.reaches(terms.period - terms.prompt), Item::Prompt)
        };
        (at.max(self.resync_until), item)
    }

    /// Tells whether what was due at `at` was not watched, and may be forgiven.
    pub fn is_forgiven(&self, at: Moment, now: Moment) -> bool {
        now - at > WATCHED && !self.late_spent
    }

    /// Puts off what was found late, once.
    pub fn forgive(&mut self, until: Moment) {
        self.late_spent = true;
        self.resync_until = until;
    }

    /// Tells how much counted time is left until `next`, whether it is passing or not.
    pub fn left(&self, terms: Terms) -> Span {
        self.next(terms).0 - self.mark
    }

    /// Takes the prompt away so that it is due again as soon as counting goes on.
    pub fn rewind_to_prompt(&mut self, terms: Terms) {
        self.prompt_until = Moment::EARLIEST;
        self.consumed = terms.period - terms.prompt;
    }

    /// Goes by a new period without a prompt, with the least notice for who is nearly out of time.
    pub fn retime(&mut self, period: Span, min_notice: Span) {
        let left = self.end_at - self.consumed;
        self.end_at = period.max(self.consumed + min_notice.min(left));
    }

    /// When `consumed` reaches a value, if it counts from `mark` on.
    fn reaches(&self, value: Span) -> Moment {
        self.mark + (value - self.consumed)
    }
}
