// Keeps measurements in the library, and what was done to them on the undo stack.
#pragma once

#include <functional>
#include <map>

#include <QUndoStack>

#include "library/store/Library.h"
#include "ui/view/AnnotationBook.h"

namespace bolus {

class LibrarySession;

/// Each thing a person does to a measurement is in the library when the call to it returns there,
/// and is one step of the undo stack that phases and cases share. A measurement that cannot be kept
/// stays on screen, and `failed` says so.
class MeasureKeeper : public QObject {
    Q_OBJECT
public:
    MeasureKeeper(LibrarySession& library, AnnotationBook& book, QUndoStack& undo,
                  QObject* parent = nullptr);

    /// Reads what the library has for a case on screen.
    void load(qint64 caseId, const std::string& patientId);

Q_SIGNALS:
    void failed(const QString& sentence);

private:
    void record(const AnnotationEdit& edit);
    /// Brings book and library to a state; `to` empty: removed.
    void apply(qint64 caseId, const std::string& id, const std::optional<Annotation>& to);
    void store(qint64 caseId, const std::string& id, const std::optional<Annotation>& annotation);
    void take(qint64 caseId, const std::vector<AnnotationRow>& rows);

    LibrarySession& m_library;
    AnnotationBook& m_book;
    QUndoStack& m_undo;
    std::map<qint64, std::string> m_patients; // of the cases that were on screen
    int m_changes = 0; // grows with everything that is stored: what was read before is old
};

} // namespace bolus
