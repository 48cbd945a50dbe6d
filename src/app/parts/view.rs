//! How charts and lists are shown, and what the pointer is over.

use crate::analysis::{ChartForm, Denominator, Grouping, Measure, Split, UnitChoice};
use crate::app::selection::Hover;

/// How the numbers of the chart are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChartDrawing {
    /// Bars, lines, stacked bars or strips.
    pub form: ChartForm,
    /// Whether each strip has a scale of its own.
    pub own_scales: bool,
    /// Bins of the rolling mean; 0 for none.
    pub window: usize,
    /// Whether intervals are drawn.
    pub intervals: bool,
}

/// What the chart counts and how it is drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChartSettings {
    /// Width of bins.
    pub unit: UnitChoice,
    /// What bars mean.
    pub measure: Measure,
    /// What is divided by.
    pub denominator: Denominator,
    /// What one subject is split by; none for the tracks side by side.
    pub split: Option<Split>,
    /// How it is drawn.
    pub drawing: ChartDrawing,
}

/// How charts and lists are shown, and what the pointer is over.
#[derive(Default)]
pub struct View {
    /// The chart.
    pub chart: ChartSettings,
    /// Order of the annotation list.
    pub grouping: Grouping,
    /// What the annotation list is narrowed to.
    pub annotation_search: String,
    /// What the pointer is over.
    pub hover: Hover,
}
