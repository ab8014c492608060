// Keeps measurements in the library, and what was done to them on the undo stack.
#pragma once

#include <map>
#include <set>

#include <QUndoStack>

#include "library/store/Library.h"
#include "ui/view/AnnotationBook.h"

namespace bolus {

class LibrarySession;

/// Each thing a person does to a measurement is in the library when the call to it returns there,
/// and is one step of the undo stack that phases and cases share. What cannot be kept stays on
/// screen, `failed` says so, and it is tried again when something else could be. What another
/// window does shows here too; what it changed meanwhile is not overwritten.
class MeasureKeeper : public QObject {
    Q_OBJECT
public:
    MeasureKeeper(LibrarySession& library, AnnotationBook& book, QUndoStack& undo,
                  QObject* parent = nullptr);

    /// Reads what the library has for a case on screen, now and whenever the library changes.
    void load(qint64 caseId, const std::string& patientId);

Q_SIGNALS:
    void failed(const QString& sentence);
    /// What undo and redo did, also to a case that is not on screen.
    void told(const QString& sentence);

private:
    /// On its way to the library, or not possible so far.
    struct Unsaved {
        qint64 caseId = 0;
        std::vector<std::optional<Annotation>> from; // one of these is what the library has
        std::optional<Annotation> to;                // empty: removed
        QString done;                                // to be told when it is kept; may be empty
        int number = 0;                              // of the attempt
        bool waiting = false;                        // it failed
        bool quiet = false;                          // and that was said, or need not be
    };
    enum class Kept { Yes, ChangedElsewhere };

    void record(const AnnotationEdit& edit);
    /// Brings book and library to `edit.after`.
    void apply(const AnnotationEdit& edit, const QString& done);
    void store(const AnnotationEdit& edit, const QString& done, bool quiet = false);
    void send(const std::string& id);
    void answered(const std::string& id, int number, const Result<Kept>& kept);
    void refuse(const std::string& id, const Unsaved& change);
    void retry();
    void read(qint64 caseId, bool again);
    void take(qint64 caseId, const std::vector<AnnotationRow>& rows);
    /// What is not in the library yet is on screen nevertheless.
    void addUnsaved(qint64 caseId, std::vector<Annotation>& annotations) const;
    void readShownAgain();
    void readHeldBack();
    void forget();
    static Result<Kept> keep(Library& library, const AnnotationRow& row, const Unsaved& change);

    LibrarySession& m_library;
    AnnotationBook& m_book;
    QUndoStack& m_undo;
    std::map<qint64, std::string> m_patients; // of the cases that were on screen
    std::map<std::string, Unsaved> m_unsaved; // by id
    std::set<qint64> m_damaged;               // cases whose damaged rows were spoken of
    std::set<qint64> m_heldBack;              // to be read when the hand lets go
    int m_attempts = 0;
};

} // namespace bolus
