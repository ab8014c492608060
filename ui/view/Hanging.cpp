#include "ui/view/Hanging.h"

#include <algorithm>

namespace bolus {

namespace {

constexpr int maxCells = 8, maxColumns = 4;

std::vector<int> phaseSeries(const Case& exam) {
    std::vector<int> volumes;
    for (std::size_t i = 0; i < exam.volumes.size(); ++i) {
        if (exam.volumes[i].inPhaseSeries) {
            volumes.push_back(static_cast<int>(i));
        }
    }
    return volumes;
}

std::vector<int> otherSeries(const Case& exam) {
    std::vector<int> volumes;
    for (std::size_t i = 0; i < exam.volumes.size(); ++i) {
        if (!exam.volumes[i].inPhaseSeries) {
            volumes.push_back(static_cast<int>(i));
        }
    }
    return volumes;
}

Phase phaseOf(const Case& exam, int volume) {
    return exam.volumes[static_cast<std::size_t>(volume)].phase.phase;
}

Hanging planOne(const Case& exam, int count) {
    std::vector<int> volumes = phaseSeries(exam);
    if (volumes.empty() || count > static_cast<int>(volumes.size())) {
        const std::vector<int> others = otherSeries(exam);
        volumes.insert(volumes.end(), others.begin(), others.end());
    }
    const int room = std::clamp(count > 0 ? count : static_cast<int>(volumes.size()), 1, maxCells);
    Hanging hanging;
    for (int i = 0; i < room; ++i) {
        const bool filled = i < static_cast<int>(volumes.size());
        const int volume = filled ? volumes[static_cast<std::size_t>(i)] : -1;
        hanging.cells.push_back({0, volume, filled ? phaseOf(exam, volume) : Phase::Unknown});
    }
    return hanging;
}

/// Takes the first volume of a phase out of a list; -1 where there is none.
int take(std::vector<int>& volumes, const Case& exam, Phase phase) {
    const auto found = std::find_if(volumes.begin(), volumes.end(),
                                    [&](int volume) { return phaseOf(exam, volume) == phase; });
    if (found == volumes.end()) {
        return -1;
    }
    const int volume = *found;
    volumes.erase(found);
    return volume;
}

std::vector<int> seriesToPair(const Case& exam) {
    std::vector<int> volumes = phaseSeries(exam);
    return volumes.empty() ? otherSeries(exam) : volumes;
}

/// The same phase of two exams; -1 where one has none.
struct Column {
    Phase phase = Phase::Unknown;
    int above = -1, below = -1;
    bool isCommon() const { return above >= 0 && below >= 0; }
};

std::vector<Column> columnsOf(const Case& exam, const Case& beside) {
    std::vector<int> upper = seriesToPair(exam), lower = seriesToPair(beside);
    std::vector<Column> columns;
    for (const Phase phase : allPhases) {
        while (true) {
            const Column column{phase, take(upper, exam, phase), take(lower, beside, phase)};
            if (column.above < 0 && column.below < 0) {
                break;
            }
            columns.push_back(column);
        }
    }
    return columns;
}

/// Until there is room: from the last, those that only one exam has before those that both have.
void leaveOut(std::vector<Column>& columns, std::size_t room, std::vector<Phase>& leftOut) {
    while (columns.size() > room) {
        const auto alone = std::find_if(columns.rbegin(), columns.rend(),
                                        [](const Column& column) { return !column.isCommon(); });
        const auto last =
            alone == columns.rend() ? std::prev(columns.end()) : std::prev(alone.base());
        leftOut.insert(leftOut.begin(), last->phase);
        columns.erase(last);
    }
}

} // namespace

Hanging planHanging(const Case& exam, const Case* beside, int count) {
    if (beside == nullptr) {
        return planOne(exam, count);
    }
    std::vector<Column> all = columnsOf(exam, *beside);
    const int wanted = count > 0 ? (count + 1) / 2 : maxColumns;
    const auto room = static_cast<std::size_t>(std::clamp(wanted, 1, maxColumns));
    Hanging hanging;
    leaveOut(all, room, hanging.leftOut);
    all.resize(std::max<std::size_t>(all.size(), 1));
    for (const Column& column : all) {
        hanging.cells.push_back({0, column.above, column.phase});
    }
    for (const Column& column : all) {
        hanging.cells.push_back({1, column.below, column.phase});
    }
    hanging.columns = static_cast<int>(all.size());
    return hanging;
}

std::vector<int> seriesInOrder(const Case& exam) {
    std::vector<int> volumes = phaseSeries(exam);
    const std::vector<int> others = otherSeries(exam);
    volumes.insert(volumes.end(), others.begin(), others.end());
    return volumes;
}

int volumeOf(const Case& exam, const CellContent& content) {
    int left = content.nth;
    for (const int i : content.phase ? phaseSeries(exam) : seriesInOrder(exam)) {
        const VolumeRecord& volume = exam.volumes[static_cast<std::size_t>(i)];
        const bool named = !content.seriesUid.empty();
        if (named ? volume.seriesUid == content.seriesUid && volume.part == content.part
                  : (!content.phase || volume.phase.phase == *content.phase) && left-- == 0) {
            return i;
        }
    }
    return -1;
}

Hanging planCells(const Case& exam, const Case* beside, const std::vector<CellContent>& cells) {
    Hanging hanging;
    for (const CellContent& content : cells) {
        if (std::ssize(hanging.cells) == maxCells) {
            break;
        }
        const Case* from = content.exam == 0 ? &exam : beside;
        const int volume = from == nullptr ? -1 : volumeOf(*from, content);
        hanging.cells.push_back(
            {content.exam, volume,
             volume < 0 ? content.phase.value_or(Phase::Unknown) : phaseOf(*from, volume),
             content.plane, content.kind});
    }
    return hanging;
}

std::vector<CellContent> threePlanesOf(const VolumeRecord& volume, int exam) {
    std::vector<CellContent> cells;
    for (const Plane plane : {Plane::Axial, Plane::Coronal, Plane::Sagittal}) {
        cells.push_back({exam, volume.seriesUid, volume.part, {}, 0, plane, CellKind::Slices});
    }
    cells.push_back({exam, volume.seriesUid, volume.part, {}, 0, {}, CellKind::Rendering});
    return cells;
}

GridShape bestGrid(int cells, int width, int height) {
    constexpr double gain = 1.15; // phases hang side by side unless stacking shows clearly more
    GridShape best;
    double largest = -1;
    for (const int rows : {1, 2}) {
        const int columns = (cells + rows - 1) / rows;
        const double side =
            std::min(static_cast<double>(width) / columns, static_cast<double>(height) / rows);
        if (columns <= maxColumns && side > largest * gain) {
            largest = side;
            best = {rows, columns};
        }
    }
    return best;
}

} // namespace bolus
