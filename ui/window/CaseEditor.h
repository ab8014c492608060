// Merging, splitting and reordering cases by hand, each one step of the undo stack at once: the
// library does and takes back in the order of the keys, whenever it gets to it. It keeps the way
// back, so that it outlives the window.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <QObject>
#include <QUndoStack>

#include "library/store/Library.h"

namespace bolus {

class LibrarySession;

class CaseEditor : public QObject {
    Q_OBJECT
public:
    CaseEditor(LibrarySession& library, QUndoStack& undo, QObject* parent = nullptr);

    void merge(qint64 into, std::vector<std::int64_t> others);
    void split(qint64 caseId, std::vector<std::string> seriesUids);
    /// `volumeIds`: the phase series, each volume once.
    void reorder(qint64 caseId, std::vector<std::int64_t> volumeIds);
    /// Puts what was done in earlier sessions on the empty undo stack.
    void takeUpEarlier();

Q_SIGNALS:
    /// The library has the change. `home` is the case to be at where the shown one went with it.
    void edited(const QString& sentence, qint64 home);
    void failed(const QString& sentence);

private:
    struct Edit {
        std::function<Result<void>(Library&)> perform;
        qint64 home = 0;
        CaseEdit stored; // as the library calls it; the library's thread writes and reads it
    };
    using EditPtr = std::shared_ptr<Edit>;

    void begin(const QString& text, qint64 home, std::function<Result<void>(Library&)> perform);
    void perform(const EditPtr& edit);
    void takeBack(const EditPtr& edit);
    void dropFailed(const EditPtr& edit);

    LibrarySession& m_library;
    QUndoStack& m_undo;
};

} // namespace bolus
