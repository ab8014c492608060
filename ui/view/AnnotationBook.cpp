#include "ui/view/AnnotationBook.h"

#include <algorithm>

namespace bolus {

namespace {

/// One above the highest; at the end of the numbers the lowest that is free.
int freeNumber(const std::set<int>& used) {
    const int above = used.empty() ? 1 : std::max(0, *used.rbegin()) + 1;
    if (above <= highestNumber) {
        return above;
    }
    int number = 1;
    while (used.contains(number)) {
        ++number;
    }
    return number;
}

std::set<int> numbersOf(const std::vector<Annotation>& annotations) {
    std::set<int> numbers;
    for (const Annotation& annotation : annotations) {
        numbers.insert(annotation.number);
    }
    return numbers;
}

std::vector<AnnotationEdit> makeDistinct(qint64 caseId, std::vector<Annotation>& annotations) {
    std::vector<AnnotationEdit> changes;
    std::set<int> used = numbersOf(annotations), seen;
    for (Annotation& annotation : annotations) {
        const bool taken = annotation.number < 1 || !seen.insert(annotation.number).second;
        if (taken) {
            const Annotation before = annotation;
            annotation.number = freeNumber(used);
            used.insert(annotation.number);
            seen.insert(annotation.number);
            changes.push_back({caseId, before, annotation});
        }
    }
    return changes;
}

} // namespace

std::string measuredKey(const VolumeRecord& record) {
    return record.seriesUid + '#' + std::to_string(record.part);
}

std::vector<const VolumeRecord*> measuredPhases(const Case& exam) {
    const bool hasSeries = std::ranges::any_of(exam.volumes, &VolumeRecord::inPhaseSeries);
    std::vector<const VolumeRecord*> phases;
    for (const VolumeRecord& volume : exam.volumes) {
        if (volume.inPhaseSeries == hasSeries) {
            phases.push_back(&volume);
        }
    }
    return phases;
}

const std::vector<Annotation>& AnnotationBook::of(qint64 caseId) const {
    static const std::vector<Annotation> none;
    const auto found = m_annotations.find(caseId);
    return found == m_annotations.end() ? none : found->second;
}

const Annotation* AnnotationBook::find(qint64 caseId, const std::string& id) const {
    const auto& all = of(caseId);
    const auto found = std::ranges::find(all, id, &Annotation::id);
    return found == all.end() ? nullptr : &*found;
}

int AnnotationBook::nextNumber(qint64 caseId) const {
    return freeNumber(numbersOf(of(caseId)));
}

std::vector<AnnotationEdit> AnnotationBook::set(qint64 caseId,
                                                std::vector<Annotation> annotations) {
    if (!shows(caseId)) {
        return {};
    }
    auto changes = makeDistinct(caseId, annotations);
    std::ranges::sort(annotations, {}, &Annotation::number);
    if (annotations != of(caseId)) {
        const bool had = find(caseId, m_selected) != nullptr;
        m_annotations[caseId] = std::move(annotations);
        Q_EMIT changed();
        if (had && find(caseId, m_selected) == nullptr) {
            select({});
        }
    }
    return changes;
}

void AnnotationBook::keepOnly(const std::set<qint64>& caseIds) {
    m_cases = caseIds;
    const auto gone =
        std::erase_if(m_annotations, [&](const auto& e) { return !caseIds.contains(e.first); });
    if (m_draft && !caseIds.contains(m_draftCase)) {
        setDraft(0, std::nullopt);
    }
    if (m_outlined && !caseIds.contains(m_outlinedCase)) {
        outline(0, std::nullopt);
    }
    if (gone > 0) {
        const bool selectedStays = std::ranges::any_of(
            m_annotations, [&](const auto& e) { return find(e.first, m_selected) != nullptr; });
        std::erase_if(m_results, [&](const auto& e) {
            return std::ranges::none_of(m_annotations, [&](const auto& annotations) {
                return find(annotations.first, e.first.first) != nullptr;
            });
        });
        Q_EMIT changed();
        if (!selectedStays) {
            select({});
        }
    }
}

void AnnotationBook::put(qint64 caseId, const Annotation& annotation) {
    bool known = false;
    for (auto& [id, annotations] : m_annotations) {
        const auto place = std::ranges::find(annotations, annotation.id, &Annotation::id);
        if (place != annotations.end()) {
            *place = annotation;
            known = known || id == caseId;
        }
    }
    if (!known && shows(caseId)) {
        auto& annotations = m_annotations[caseId];
        annotations.push_back(annotation);
        std::ranges::stable_sort(annotations, {}, &Annotation::number);
    }
    Q_EMIT changed();
}

void AnnotationBook::remove(const std::string& id) {
    for (auto& [caseId, annotations] : m_annotations) {
        std::erase_if(annotations, [&](const Annotation& a) { return a.id == id; });
    }
    std::erase_if(m_results, [&](const auto& e) { return e.first.first == id; });
    Q_EMIT changed();
    if (m_selected == id) {
        select({});
    }
}

void AnnotationBook::edit(const AnnotationEdit& edit) {
    if (edit.after) {
        put(edit.caseId, *edit.after);
    } else if (edit.before) {
        remove(edit.before->id);
    }
    Q_EMIT edited(edit);
}

bool AnnotationBook::removeSelected() {
    for (const auto& [caseId, annotations] : m_annotations) {
        if (const Annotation* found = find(caseId, m_selected)) {
            edit({caseId, Annotation(*found), std::nullopt});
            return true;
        }
    }
    return false;
}

void AnnotationBook::setDraft(qint64 caseId, std::optional<Annotation> draft) {
    m_draftCase = caseId;
    m_draft = std::move(draft);
    Q_EMIT draftChanged();
}

void AnnotationBook::outline(qint64 caseId, std::optional<Annotation> place) {
    if (!place && !m_outlined) {
        return;
    }
    m_outlinedCase = caseId;
    m_outlined = std::move(place);
    Q_EMIT draftChanged();
}

void AnnotationBook::setTool(std::optional<Shape> tool) {
    if (tool != m_tool) {
        m_tool = tool;
        Q_EMIT toolChanged();
    }
}

void AnnotationBook::select(const std::string& id) {
    if (id != m_selected) {
        m_selected = id;
        Q_EMIT selectionChanged();
    }
}

void AnnotationBook::setHeld(bool held) {
    if (std::exchange(m_held, held) && !held) {
        Q_EMIT released();
    }
}

void AnnotationBook::setPlaces(VolumePlaces places) {
    const auto lies = [](const VolumePlaces& all) { // not all by position
        return std::ranges::any_of(all, [](const auto& place) { return place.second.isSpecial(); });
    };
    const bool matters = lies(m_places) || lies(places);
    m_places = std::move(places);
    if (matters) {
        Q_EMIT changed();
    }
}

/// From the volume it was drawn on. An older Bolus kept that one's series only.
AnnotationBook::Route AnnotationBook::routeOf(const Annotation& annotation,
                                              const std::string& volume) const {
    const auto to = m_places.find(volume);
    const std::string series = annotation.seriesUid + '#';
    auto from = m_places.find(series + std::to_string(annotation.part));
    if (annotation.part < 0) {
        const auto isOfSeries = [&](const auto& place) { return place.first.starts_with(series); };
        from = std::ranges::find_if(m_places, isOfSeries);
        if (std::ranges::count_if(m_places, isOfSeries) > 1) {
            return {nullptr, nullptr, std::ranges::none_of(m_places, [](const auto& place) {
                        return place.second.isSpecial();
                    })};
        }
    }
    if (from == m_places.end() || to == m_places.end() || from == to) {
        return {};
    }
    return {&from->second, &to->second};
}

PlacedShape AnnotationBook::placed(const Annotation& annotation, const std::string& volume) const {
    const Route route = routeOf(annotation, volume);
    if (route.from == nullptr) {
        return {annotation,
                {route.isKnown ? ShapePlacing::How::AsDrawn : ShapePlacing::How::NotKnown}};
    }
    return bolus::placed(annotation, *route.from, *route.to);
}

Annotation AnnotationBook::placedBack(const Annotation& annotation,
                                      const std::string& volume) const {
    const Route route = routeOf(annotation, volume);
    return route.from == nullptr ? annotation
                                 : bolus::placedBack(annotation, *route.from, *route.to);
}

const RegionStatistics* AnnotationBook::result(const Annotation& annotation,
                                               const std::string& volume) const {
    const auto found = m_results.find({annotation.id, volume});
    const bool holds =
        found != m_results.end() && found->second.as == placed(annotation, volume).annotation;
    return holds && found->second.statistics ? &*found->second.statistics : nullptr;
}

bool AnnotationBook::isMeasured(const Annotation& annotation, const std::string& volume) const {
    const auto found = m_results.find({annotation.id, volume});
    return found != m_results.end() && found->second.as == placed(annotation, volume).annotation;
}

void AnnotationBook::setResult(const Annotation& as, const std::string& volume,
                               const std::optional<RegionStatistics>& statistics) {
    m_results[{as.id, volume}] = {as, statistics};
}

} // namespace bolus
