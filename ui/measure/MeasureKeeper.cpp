#include "ui/measure/MeasureKeeper.h"

#include "ui/common/Text.h"
#include "ui/library/LibrarySession.h"
#include "ui/view/AnnotationTexts.h"
#include "ui/window/UndoStep.h"

namespace bolus {

MeasureKeeper::MeasureKeeper(LibrarySession& library, AnnotationBook& book, QUndoStack& undo,
                             QObject* parent)
    : QObject(parent), m_library(library), m_book(book), m_undo(undo) {
    connect(&book, &AnnotationBook::edited, this, &MeasureKeeper::record);
}

void MeasureKeeper::load(qint64 caseId, const std::string& patientId) {
    m_patients[caseId] = patientId;
    m_library.ask<std::vector<AnnotationRow>>(
        this, [caseId](Library& library) { return library.annotations(caseId); },
        [this, caseId, patientId, before = m_changes](Result<std::vector<AnnotationRow>> rows) {
            if (!rows) {
                Q_EMIT failed(toText(rows.error().message));
            } else if (before != m_changes) {
                load(caseId, patientId); // something was drawn meanwhile
            } else {
                take(caseId, *rows);
            }
        });
}

void MeasureKeeper::take(qint64 caseId, const std::vector<AnnotationRow>& rows) {
    std::vector<Annotation> annotations;
    std::string problem;
    for (const AnnotationRow& row : rows) {
        auto annotation = annotationFromJson(row.body);
        if (!annotation) {
            problem = annotation.error().message;
            continue;
        }
        annotation->id = row.id;
        annotation->seriesUid = row.seriesUid;
        annotation->frameOfReferenceUid = row.frameOfReferenceUid;
        annotations.push_back(std::move(*annotation));
    }
    m_book.set(caseId, std::move(annotations));
    if (!problem.empty()) {
        Q_EMIT failed(toText(problem));
    }
}

void MeasureKeeper::record(const AnnotationEdit& edit) {
    const Annotation& named = edit.after ? *edit.after : *edit.before;
    store(edit.caseId, named.id, edit.after);
    const QString text = !edit.before  ? annotationName(named)
                         : !edit.after ? tr("removing %1").arg(annotationName(named))
                                       : tr("change of %1").arg(annotationName(named));
    m_undo.push(new UndoStep(
        text, [this, edit, id = named.id] { apply(edit.caseId, id, edit.after); },
        [this, edit, id = named.id] { apply(edit.caseId, id, edit.before); },
        UndoStep::State::Done));
}

void MeasureKeeper::apply(qint64 caseId, const std::string& id,
                          const std::optional<Annotation>& to) {
    if (to) {
        m_book.put(caseId, *to);
    } else {
        m_book.remove(id);
    }
    store(caseId, id, to);
}

void MeasureKeeper::store(qint64 caseId, const std::string& id,
                          const std::optional<Annotation>& annotation) {
    ++m_changes;
    AnnotationRow row{id, {}, {}, m_patients[caseId], {}};
    if (annotation) {
        row.seriesUid = annotation->seriesUid;
        row.frameOfReferenceUid = annotation->frameOfReferenceUid;
        row.body = annotationJson(*annotation);
    }
    m_library.ask<bool>(
        this,
        [row](Library& library) -> Result<bool> {
            const auto kept =
                row.body.empty() ? library.removeAnnotation(row.id) : library.putAnnotation(row);
            return kept ? Result<bool>(true) : std::unexpected(kept.error());
        },
        [this](Result<bool> kept) {
            if (!kept) {
                Q_EMIT failed(tr("The measurement is on screen but could not be kept in the "
                                 "library: %1")
                                  .arg(toText(kept.error().message)));
            }
        });
}

} // namespace bolus
