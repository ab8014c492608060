#include "ui/measure/MeasureKeeper.h"

#include <algorithm>

#include "ui/common/Text.h"
#include "ui/library/LibrarySession.h"
#include "ui/view/AnnotationTexts.h"
#include "ui/window/UndoStep.h"

namespace bolus {

namespace {

std::optional<Annotation> annotationIn(const AnnotationRow& row, std::string* problem = nullptr) {
    auto annotation = annotationFromJson(row.body);
    if (!annotation) {
        if (problem != nullptr) {
            *problem = annotation.error().message;
        }
        return std::nullopt;
    }
    annotation->id = row.id;
    annotation->seriesUid = row.seriesUid;
    annotation->frameOfReferenceUid = row.frameOfReferenceUid;
    return std::move(*annotation);
}

/// Whatever its number: that changes where cases are merged.
bool isOneShape(std::optional<Annotation> a, const std::optional<Annotation>& b) {
    if (a && b) {
        a->number = b->number;
    }
    return a == b;
}

const std::string& idOf(const AnnotationEdit& edit) {
    return edit.after ? edit.after->id : edit.before->id;
}

} // namespace

MeasureKeeper::MeasureKeeper(LibrarySession& library, AnnotationBook& book, QUndoStack& undo,
                             QObject* parent)
    : QObject(parent), m_library(library), m_book(book), m_undo(undo) {
    connect(&book, &AnnotationBook::edited, this, &MeasureKeeper::record);
    connect(&book, &AnnotationBook::released, this, &MeasureKeeper::readHeldBack);
    connect(&library, &LibrarySession::opened, this, &MeasureKeeper::forget);
    connect(&library, &LibrarySession::changed, this, &MeasureKeeper::readShownAgain);
}

// Of another library.
void MeasureKeeper::forget() {
    m_patients.clear();
    m_unsaved.clear();
    m_damaged.clear();
    m_heldBack.clear();
}

void MeasureKeeper::load(qint64 caseId, const std::string& patientId) {
    m_patients[caseId] = patientId;
    read(caseId, false);
}

void MeasureKeeper::readShownAgain() {
    for (const auto& [caseId, patientId] : m_patients) {
        if (m_book.shows(caseId)) {
            read(caseId, true);
        }
    }
}

void MeasureKeeper::readHeldBack() {
    for (const qint64 caseId : std::exchange(m_heldBack, {})) {
        read(caseId, true);
    }
}

void MeasureKeeper::read(qint64 caseId, bool again) {
    m_library.ask<std::vector<AnnotationRow>>(
        this, [caseId](Library& library) { return library.annotations(caseId); },
        [this, caseId, again](Result<std::vector<AnnotationRow>> rows) {
            if (rows && m_book.isHeld()) { // it would jump back to where the library has it
                m_heldBack.insert(caseId);
            } else if (rows) {
                take(caseId, *rows);
            } else if (!again) {
                Q_EMIT failed(toText(rows.error().message));
            }
        });
}

void MeasureKeeper::take(qint64 caseId, const std::vector<AnnotationRow>& rows) {
    std::vector<Annotation> annotations;
    std::string problem;
    for (const AnnotationRow& row : rows) {
        if (auto annotation = annotationIn(row, &problem)) {
            annotations.push_back(std::move(*annotation));
        }
    }
    addUnsaved(caseId, annotations);
    for (const AnnotationEdit& renumbered : m_book.set(caseId, std::move(annotations))) {
        if (!m_unsaved.contains(idOf(renumbered))) {
            store(renumbered, {}, true);
        }
    }
    if (!problem.empty() && m_damaged.insert(caseId).second) {
        Q_EMIT failed(toText(problem));
    }
}

void MeasureKeeper::addUnsaved(qint64 caseId, std::vector<Annotation>& annotations) const {
    for (const auto& [id, change] : m_unsaved) {
        const auto place = std::ranges::find(annotations, id, &Annotation::id);
        if (place != annotations.end() && change.to) {
            *place = *change.to;
        } else if (place != annotations.end()) {
            annotations.erase(place);
        } else if (change.to && change.caseId == caseId) {
            annotations.push_back(*change.to);
        }
    }
}

void MeasureKeeper::record(const AnnotationEdit& edit) {
    const QString name = annotationName(edit.after ? *edit.after : *edit.before);
    const QString where = tr("%1 in case %2").arg(name).arg(edit.caseId);
    const QString text = !edit.before  ? where
                         : !edit.after ? tr("removing %1").arg(where)
                                       : tr("change of %1").arg(where);
    store(edit, {});
    const AnnotationEdit back{edit.caseId, edit.after, edit.before};
    m_undo.push(new UndoStep(
        text, [this, edit, text] { apply(edit, tr("Done again: %1.").arg(text)); },
        [this, back, text] { apply(back, tr("Taken back: %1.").arg(text)); },
        UndoStep::State::Done));
}

void MeasureKeeper::apply(const AnnotationEdit& edit, const QString& done) {
    if (edit.after) {
        m_book.put(edit.caseId, *edit.after);
    } else {
        m_book.remove(idOf(edit));
    }
    store(edit, done);
}

void MeasureKeeper::store(const AnnotationEdit& edit, const QString& done, bool quiet) {
    Unsaved& change = m_unsaved[idOf(edit)];
    change.caseId = edit.caseId;
    change.from.push_back(edit.before);
    change.to = edit.after;
    change.done = done;
    change.quiet = quiet;
    send(idOf(edit));
}

void MeasureKeeper::send(const std::string& id) {
    Unsaved& change = m_unsaved.at(id);
    change.number = ++m_attempts;
    change.waiting = false;
    AnnotationRow row{id, {}, {}, m_patients[change.caseId], {}};
    if (change.to) {
        row.seriesUid = change.to->seriesUid;
        row.frameOfReferenceUid = change.to->frameOfReferenceUid;
        row.body = annotationJson(*change.to);
    }
    m_library.ask<Kept>(
        this, [row, change](Library& library) { return keep(library, row, change); },
        [this, id, number = change.number](Result<Kept> kept) { answered(id, number, kept); });
}

Result<MeasureKeeper::Kept> MeasureKeeper::keep(Library& library, const AnnotationRow& row,
                                                const Unsaved& change) {
    bool isThere = false;
    const auto mayChange = [&](const AnnotationRow* found) {
        const auto there = found != nullptr ? annotationIn(*found) : std::nullopt;
        isThere = there == change.to;
        return !isThere && std::ranges::any_of(change.from, [&](const auto& before) {
            return isOneShape(there, before);
        });
    };
    const auto changed =
        library.changeAnnotation(row.id, mayChange, change.to ? std::optional(row) : std::nullopt);
    if (!changed) {
        return std::unexpected(changed.error());
    }
    return *changed || isThere ? Kept::Yes : Kept::ChangedElsewhere;
}

void MeasureKeeper::answered(const std::string& id, int number, const Result<Kept>& kept) {
    const auto found = m_unsaved.find(id);
    if (found == m_unsaved.end() || found->second.number != number) {
        return; // a later change of it is on its way
    }
    if (!kept) {
        found->second.waiting = true;
        if (!std::exchange(found->second.quiet, true)) {
            Q_EMIT failed(tr("The measurement is on screen but could not be kept in the "
                             "library: %1")
                              .arg(toText(kept.error().message)));
        }
        return;
    }
    const Unsaved change = std::move(found->second);
    m_unsaved.erase(found);
    if (*kept == Kept::ChangedElsewhere) {
        refuse(id, change);
        return;
    }
    if (!change.done.isEmpty()) {
        Q_EMIT told(change.done);
    }
    retry();
}

void MeasureKeeper::refuse(const std::string& id, const Unsaved& change) {
    const auto& named = change.to ? change.to : change.from.back();
    if (!change.quiet) {
        Q_EMIT failed(tr("%1 in case %2 was changed or removed by another window meanwhile, so it "
                         "stays as that left it.")
                          .arg(named ? annotationName(*named) : toText(id))
                          .arg(change.caseId));
    }
    readShownAgain();
}

void MeasureKeeper::retry() {
    for (const auto& [id, change] : m_unsaved) {
        if (change.waiting) {
            send(id);
        }
    }
}

} // namespace bolus
