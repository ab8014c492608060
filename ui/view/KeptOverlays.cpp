// What lies over the phases of a case, as it is kept with it.
#include <algorithm>

#include "ui/view/AnnotationBook.h"
#include "ui/view/ViewerOverlays.h"

namespace bolus {

void ViewerOverlays::keep(const Case& exam, ScreenView& screen) const {
    for (const auto& [below, entries] : m_entries) {
        const VolumeRecord* under = below.caseId == exam.id ? find(exam.id, below.key) : nullptr;
        for (const auto& [kind, entry] : entries) {
            const VolumeRecord* above = entry.on ? find(exam.id, entry.above) : nullptr;
            if (under != nullptr && above != nullptr) {
                screen.overlays.push_back({under->seriesUid, under->part, above->seriesUid,
                                           above->part, kind == Kind::Difference, entry.style});
            }
        }
    }
    for (const CaseObject* object : CaseObjects::of(exam)) {
        if (m_objects->isShown(*object)) {
            screen.objects.push_back(object->sopInstanceUid);
        }
    }
}

/// What is gone from the case stays away; what lies there already stays.
void ViewerOverlays::bringBack(const Case& exam, const ScreenView& screen) {
    const auto keyOf = [](const std::string& uid, int part) {
        VolumeRecord record;
        record.seriesUid = uid;
        record.part = part;
        return measuredKey(record);
    };
    for (const ScreenOverlay& kept : screen.overlays) {
        const Below below{exam.id, keyOf(kept.belowUid, kept.belowPart)};
        const std::string above = keyOf(kept.aboveUid, kept.abovePart);
        if (find(exam.id, below.key) != nullptr && find(exam.id, above) != nullptr) {
            m_entries[below][kept.isDifference ? Kind::Difference : Kind::Color] = {
                above, kept.style, true};
        }
    }
    for (const CaseObject* object : CaseObjects::of(exam)) {
        if (std::ranges::find(screen.objects, object->sopInstanceUid) != screen.objects.end()) {
            m_objects->setShown(exam, *object, true);
        }
    }
    if (!screen.overlays.empty()) {
        m_fetch();
    }
}

} // namespace bolus
