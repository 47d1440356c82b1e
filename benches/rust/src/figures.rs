//! What a workload has measured, and how it is written.

use crate::arguments::Arguments;
use std::fmt::Write;

#[derive(Default)]
pub struct Figures {
    text: String,
}

impl Figures {
    pub fn with(mut self, name: &str, value: f64) -> Self {
        let _ = write!(self.text, ",\"{name}\":{value:.3}");
        self
    }

    /// Earliest, quantiles and the whole distribution of latenesses, given in nanoseconds.
    pub fn with_latenesses(self, mut late: Vec<i64>) -> Self {
        late.sort_unstable();
        let at = |fraction: f64| late[((late.len() - 1) as f64 * fraction) as usize] as f64 / 1e3;
        let mut all = self;
        let named = [("earliest", 0.), ("p50", 0.5), ("p99", 0.99), ("p999", 0.999), ("max", 1.)];
        for (name, fraction) in named {
            all = all.with(&format!("{name}_us"), at(fraction));
        }
        // Dense towards the end.
        let hundredths = (0..100).map(|i| f64::from(i) / 1e2);
        let thousandths = (991..1000).map(|i| f64::from(i) / 1e3);
        let tenths_of_those = (9991..=10000).map(|i| f64::from(i) / 1e4);
        let fractions = hundredths.chain(thousandths).chain(tenths_of_those);
        let points: Vec<String> = fractions.map(|f| format!("[{f},{:.1}]", at(f))).collect();
        let _ = write!(all.text, ",\"cdf\":[{}]", points.join(","));
        all
    }

    pub fn line(&self, peer: &str, workload: &str, arguments: &Arguments) -> String {
        let mut words = String::new();
        for (key, value) in &arguments.taken {
            let _ = write!(words, ",\"{key}\":{value}");
        }
        format!("{{\"peer\":\"{peer}\",\"workload\":\"{workload}\"{words}{}}}", self.text)
    }
}
