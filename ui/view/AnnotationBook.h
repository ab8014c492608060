// What is measured on the cases on screen: shapes, which one is selected, and their numbers.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <QObject>

#include "library/domain/Case.h"
#include "viewer/measure/PlacedShape.h"
#include "viewer/measure/Region.h"

namespace bolus {

/// Names a volume of a case through its being built anew.
std::string measuredKey(const VolumeRecord& record);
/// The volumes that a case's regions are measured in: its phase series; all, where it has none.
std::vector<const VolumeRecord*> measuredPhases(const Case& exam);

/// By measuredKey.
using VolumePlaces = std::map<std::string, VolumePlace>;

/// `before` alone: removed; `after` alone: new.
struct AnnotationEdit {
    qint64 caseId = 0;
    std::optional<Annotation> before, after;
};

/// GUI thread only. Views observe it; who keeps it in the library listens to `edited`.
class AnnotationBook : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// In the order of their numbers.
    const std::vector<Annotation>& of(qint64 caseId) const;
    const Annotation* find(qint64 caseId, const std::string& id) const;
    int nextNumber(qint64 caseId) const;
    /// As the library has them, oldest first. Of two with one number, as merged cases bring them,
    /// the younger gets one above all others, so that the older keeps its name; what that changed
    /// comes back.
    std::vector<AnnotationEdit> set(qint64 caseId, std::vector<Annotation> annotations);
    /// The cases on screen; nothing is taken up of others.
    void keepOnly(const std::set<qint64>& caseIds);
    bool shows(qint64 caseId) const { return m_cases.contains(caseId); }

    /// Adds, or replaces by id, also in the case beside where that has it too.
    void put(qint64 caseId, const Annotation& annotation);
    void remove(const std::string& id);
    /// What a person did: it shows at once, and `edited` tells of it.
    void edit(const AnnotationEdit& edit);
    bool removeSelected();

    /// The shape being drawn, which may lack extent; it belongs to the book when it is finished.
    const std::optional<Annotation>& draft() const { return m_draft; }
    qint64 draftCase() const { return m_draftCase; }
    void setDraft(qint64 caseId, std::optional<Annotation> draft);

    /// Where a search matched in a case: shown, never measured or kept.
    void outline(qint64 caseId, std::optional<Annotation> place);
    const std::optional<Annotation>& outlined() const { return m_outlined; }
    qint64 outlinedCase() const { return m_outlinedCase; }

    std::optional<Shape> tool() const { return m_tool; }
    void setTool(std::optional<Shape> tool);
    const std::string& selected() const { return m_selected; }
    void select(const std::string& id);
    /// A hand has hold of a shape, which is where the hand is then, whatever the library has.
    bool isHeld() const { return m_held; }
    void setHeld(bool held);

    /// How the volumes of the case lie to each other; others lie by position.
    void setPlaces(VolumePlaces places);
    /// Where a shape lies in a volume: what is drawn there and measured.
    PlacedShape placed(const Annotation& annotation, const std::string& volume) const;
    /// The shape of which placed() gives this one.
    Annotation placedBack(const Annotation& annotation, const std::string& volume) const;

    /// Null before it is measured, and while it is measured anew.
    const RegionStatistics* result(const Annotation& annotation, const std::string& volume) const;
    bool isMeasured(const Annotation& annotation, const std::string& volume) const;
    /// `as`: as it was placed.
    void setResult(const Annotation& as, const std::string& volume,
                   const std::optional<RegionStatistics>& statistics);

Q_SIGNALS:
    void changed(); // what is drawn
    void selectionChanged();
    void released(); // no longer held
    void measured(); // numbers
    void edited(const bolus::AnnotationEdit& edit);
    void toolChanged();
    void draftChanged();

private:
    struct Route {
        const VolumePlace *from = nullptr, *to = nullptr; // null: as drawn
        bool isKnown = true;
    };
    Route routeOf(const Annotation& annotation, const std::string& volume) const;

    struct Measured {
        Annotation as; // placed
        std::optional<RegionStatistics> statistics;
    };
    std::set<qint64> m_cases; // on screen
    std::map<qint64, std::vector<Annotation>> m_annotations;
    std::map<std::pair<std::string, std::string>, Measured> m_results; // by id and volume
    VolumePlaces m_places;
    std::optional<Annotation> m_draft;
    qint64 m_draftCase = 0;
    std::optional<Annotation> m_outlined;
    qint64 m_outlinedCase = 0;
    std::optional<Shape> m_tool;
    std::string m_selected;
    bool m_held = false;
};

} // namespace bolus
