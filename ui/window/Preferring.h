// Keys, look and help in the window: the preferences, and the page of keys.
#pragma once

#include <QMainWindow>
#include <QPointer>

#include "ui/prefs/Preferences.h"

namespace bolus {

class Actions;
class FirstStartPage;
class KeyHelp;
class KeyMap;

class Preferring : public QObject {
    Q_OBJECT
public:
    /// Made when every menu is there: all their commands get their keys from the map now. Belongs
    /// to the window.
    Preferring(QMainWindow& window, KeyMap& keys, Actions& actions, QWidget& lightBox,
               FirstStartPage& first);

    Preferences* showPreferences(Preferences::Page page);
    KeyHelp* showKeys();

private:
    void gatherKeys();

    QMainWindow& m_window;
    KeyMap& m_keys;
    Actions& m_actions;
    QByteArray m_arrangement; // of the panels, as at first
    QPointer<Preferences> m_preferences;
    QPointer<KeyHelp> m_help;
};

} // namespace bolus
