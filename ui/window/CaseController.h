// Which cases are on the light box, and corrections of their phases.
#pragma once

#include <functional>
#include <optional>

#include <QObject>
#include <QUndoStack>

#include "library/domain/Case.h"
#include "library/domain/Result.h"

namespace bolus {

class Library;
class LibrarySession;
class ViewerWidget;

class CaseController : public QObject {
    Q_OBJECT
public:
    CaseController(LibrarySession& library, ViewerWidget& viewer, QUndoStack& undo,
                   QObject* parent = nullptr);

    void open(qint64 caseId);
    void openBeside(qint64 caseId);
    void closeBeside();
    void closeAll();
    /// Reads the shown cases again, for when the library changed; what is unchanged stays as it is.
    void refresh();
    /// The same; where the current case is gone, `home` opens in its place.
    void refreshAfterEdit(qint64 home);
    const std::optional<Case>& current() const { return m_case; }
    const std::optional<Case>& beside() const { return m_beside; }

    /// What was kept of the current case's screen when it was opened (Library::caseView).
    const std::string& keptView() const { return m_keptView; }

    /// Stores the phase of one volume; undoable, back to the whole record it had before.
    void correctPhase(qint64 caseId, const QString& seriesUid, int part, Phase phase);

Q_SIGNALS:
    /// Another case, or none, takes the place of the current one, which is still on screen.
    void caseLeaving(const bolus::Case& exam);
    void caseOpened(const bolus::Case& exam);
    void besideOpened(const bolus::Case& found);
    /// A shown case is another than before: its phases, images or reports changed in the library.
    void caseRefreshed(const bolus::Case& exam);
    void besideClosed();
    void allClosed();
    /// The library has a corrected phase; the case is read again after this.
    void phaseStored(qint64 caseId);
    /// A correction was undone; says which.
    void takenBack(const QString& sentence);
    void failed(const QString& sentence);

private:
    void keepDecoded(const std::vector<SliceRef>& files);
    struct Opened {
        Case exam;
        std::string view;
    };
    void showCase(Result<Opened> loaded);
    void showBeside(Result<Case> loaded);
    void load(qint64 caseId, void (CaseController::*show)(Result<Case>));
    void reload(qint64 caseId);
    void update(qint64 caseId, Result<Case> loaded);
    void leave(qint64 caseId);
    void store(qint64 caseId, std::function<Result<void>(Library&)> change,
               const QString& sentence);
    const Case* shown(qint64 caseId) const;

    LibrarySession& m_library;
    ViewerWidget& m_viewer;
    QUndoStack& m_undo;
    std::optional<Case> m_case, m_beside;
    std::string m_keptView;
    qint64 m_home = 0;                       // where to be when an edit took the current case away
    qint64 m_wanted = 0, m_wantedBeside = 0; // answers to older wishes are dropped
};

} // namespace bolus
