// Hanging in the window: layouts, three planes, protocols, the prior exam, and the list of series.
#pragma once

#include <QActionGroup>
#include <QMenu>
#include <QPointer>

#include "ui/hanging/Priors.h"
#include "ui/hanging/ProtocolDialogs.h"
#include "ui/hanging/ProtocolStore.h"
#include "ui/hanging/SeriesDock.h"
#include "ui/hanging/ViewKeeper.h"

class QMainWindow;

namespace bolus {

class Actions;
class CaseController;
class MessageBar;
class ViewerWidget;
struct Workbench;

class Hangings : public QObject {
    Q_OBJECT
public:
    /// Belongs to the window, whose menu bar, tool bar and docks are there already.
    Hangings(QMainWindow& window, Workbench& bench, ViewerWidget& viewer, CaseController& cases,
             Actions& actions, MessageBar& messages);

    ProtocolStore& protocols() { return m_protocols; }
    ViewKeeper& keeper() { return m_keeper; }
    SeriesList& series() { return *m_series; }
    SeriesDock& seriesDock() { return *m_dock; }
    /// The name of the protocol that hung the current case; empty where none did.
    const QString& usedProtocol() const { return m_used; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override; // the window's closing

private:
    QAction* make(Actions& actions, const char* name, const QString& text,
                  const QKeySequence& key = {});
    void makeActions(Actions& actions);
    void addMenus(Actions& actions);
    void addPicker(QMenu& menu, const QAction* before);
    void addSeriesDock();
    void connectViewer();
    void connectCases();
    void checkLayout();
    void markShown();
    // Protocols
    void fillProtocols();
    void hangOpened(const Case& exam);
    void use(const Protocol& protocol);
    void saveProtocol();
    void showProtocols();
    // Prior exams
    void findOthers(const Case& exam);
    void fillOthers();
    void comparePrior();
    void compare(const OtherExam& other, const QString& rule);

    QMainWindow& m_window;
    Workbench& m_bench;
    ViewerWidget& m_viewer;
    CaseController& m_cases;
    Actions& m_actions;
    MessageBar& m_messages;
    ProtocolStore m_protocols;
    ViewKeeper m_keeper;
    SeriesDock* m_dock;
    SeriesList* m_series;
    QAction *m_threePlanes, *m_previousSeries, *m_nextSeries;
    QAction *m_saveProtocol, *m_manageProtocols, *m_useProtocols, *m_comparePrior;
    QMenu *m_protocolMenu, *m_othersMenu;
    QString m_used;
    qint64 m_hung = 0;                              // the case that was hung as it opened
    std::optional<std::vector<OtherExam>> m_others; // empty until the library has told
    qint64 m_othersOf = 0;
    bool m_compareWhenKnown = false;
};

} // namespace bolus
