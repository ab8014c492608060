// What is logged of a reader who looked first: the marks, and where in the maps they lie.
#pragma once

#include <QDateTime>

#include "ui/window/HeatmapController.h"
#include "viewer/measure/Annotation.h"

namespace bolus {

struct ReadingMark {
    Annotation annotation;
    QDateTime placed;
    std::optional<int> part; // of the series it was drawn on, where that is known
};

struct Reading {
    std::string id;
    const Case* exam = nullptr;
    const AttentionAnswer* answer = nullptr;
    QString phrase, method;      // `method` as bolusctl calls it
    QDateTime started, revealed; // hidden since; shown at
    bool seenBefore = false;     // a map of this case was on screen earlier in this session
    std::vector<ReadingMark> marks;
};

/// A cell of one of the maps that a mark lies in.
struct MarkedCell {
    const AttentionAnswer::Map* map = nullptr;
    std::array<int, 3> cell{}; // d, h, w
    double value = 0;
    double percentile = 0; // share of the map's cells below it, and half of those equal, in %
};

/// The cells that the mark's points and its middle lie in, of View Attention and of the maps of the
/// phase it was drawn on, where that is known; none of what lies outside the model's box.
std::vector<MarkedCell> cellsOf(const ReadingMark& mark, const Reading& reading);

/// JSON with the version of its format; times are UTC.
std::string readingJson(const Reading& reading);
/// Readings as a table: a line a cell of a mark, one without for a mark outside the maps, and one
/// for a reading without marks. What cannot be read is left out and counted.
QString readingsCsv(const std::vector<std::string>& bodies, int& unread);

} // namespace bolus
