// How the phases on screen are laid on each other: registered by a job, or aligned by hand.
#pragma once

#include <QObject>
#include <QPointer>
#include <QStringList>

#include "library/domain/Result.h"
#include "ui/view/Alignment.h"
#include "ui/window/MessageBar.h"

class QAction;
class QMainWindow;
class QMenu;

namespace bolus {

class Actions;
class CaseController;
class Job;
class Library;
class ViewerWidget;
struct Workbench;

class PhaseAligning : public QObject {
    Q_OBJECT
public:
    /// Belongs to the window; its actions join `menu`.
    PhaseAligning(QMainWindow& window, Workbench& bench, ViewerWidget& viewer,
                  CaseController& cases, Actions& actions, QMenu& menu, MessageBar& messages);

private:
    /// What the library has of a case, and by what a change of it is known.
    struct Kept {
        Alignment alignment;
        QStringList stamp;
    };
    static Result<Kept> read(Library& library, qint64 caseId);

    void makeActions(Actions& actions, QMenu& menu);
    void connectAll();
    void tell(MessageBar::Level level, const QString& sentence);
    void registerPhases();
    void jobEnded(Job& job);
    void load();
    void take(qint64 caseId, const Kept& kept);
    qint64 alignedTo(qint64 volumeId) const;
    void keepShift(qint64 volumeId, const std::optional<Vec3>& mm);
    void forgetShifts();
    void follow();

    Workbench& m_bench;
    ViewerWidget& m_viewer;
    CaseController& m_cases;
    MessageBar& m_messages;
    QAction *m_register = nullptr, *m_byRegistration = nullptr, *m_byHand = nullptr,
            *m_forget = nullptr;
    QPointer<Job> m_job;
    QString m_asked; // while a view is being aligned
    qint64 m_shown = 0; // the case that `m_stamp` is of
    QStringList m_stamp;
};

} // namespace bolus
