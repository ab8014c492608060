#include "ui/window/Preferring.h"

#include <QDockWidget>
#include <QMenuBar>
#include <QSettings>

#include "ui/keys/KeyHelp.h"
#include "ui/keys/KeyMap.h"
#include "ui/keys/KeyRules.h"
#include "ui/window/Actions.h"
#include "ui/window/FirstStartPage.h"

namespace bolus {

Preferring::Preferring(QMainWindow& window, KeyMap& keys, Actions& actions, QWidget& lightBox,
                       FirstStartPage& first)
    : QObject(&window), m_window(window), m_keys(keys), m_actions(actions),
      m_arrangement(window.saveState()) {
    keys.setLightBox(&lightBox);
    gatherKeys();
    const auto tell = [&keys, &first] {
        first.setKeys(keys.keysText(QStringLiteral("search")),
                      keys.keysText(QStringLiteral("shortcuts")));
    };
    connect(&keys, &KeyMap::changed, &first, tell);
    tell();
    connect(actions.shortcuts, &QAction::triggered, this, &Preferring::showKeys);
    connect(actions.preferences, &QAction::triggered, this,
            [this] { showPreferences(Preferences::Page::Look); });
}

void Preferring::gatherKeys() {
    for (const auto* dock : m_window.findChildren<QDockWidget*>())
        if (dock->toggleViewAction()->objectName().isEmpty())
            dock->toggleViewAction()->setObjectName(QStringLiteral("show-") + dock->objectName());
    for (const QAction* top : m_window.menuBar()->actions())
        if (top->menu())
            m_keys.adoptMenu(*top->menu(), plainText(top->text()));
    m_keys.load();
}

Preferences* Preferring::showPreferences(Preferences::Page page) {
    if (!m_preferences) {
        m_preferences = new Preferences(m_keys, &m_window);
        m_preferences->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_preferences, &Preferences::recentForgotten, this, [this] {
            m_actions.recentLibraries->clear();
            m_actions.recentLibraries->setEnabled(false);
        });
        connect(m_preferences, &Preferences::arrangementReset, this, [this] {
            QSettings().remove(QStringLiteral("window"));
            m_window.restoreState(m_arrangement);
        });
    }
    m_preferences->showPage(page);
    return m_preferences;
}

KeyHelp* Preferring::showKeys() {
    if (!m_help) {
        m_help = new KeyHelp(m_keys, &m_window);
        m_help->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_help, &KeyHelp::changeRequested, this,
                [this] { showPreferences(Preferences::Page::Keys); });
    }
    m_help->show();
    m_help->raise();
    m_help->activateWindow();
    return m_help;
}

} // namespace bolus
