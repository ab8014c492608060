// Tells while a command's key is held anywhere in the window, except while text is typed.
#pragma once

#include <functional>

#include <QObject>
#include <QWidget>

namespace bolus {

class KeyMap;

class HoldKey : public QObject {
    Q_OBJECT
public:
    /// `command` is a command of the map.
    HoldKey(const KeyMap& keys, const QString& command, QWidget* window,
            std::function<void(bool held)> tell);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool typesText() const;

    const KeyMap& m_keys;
    QString m_command;
    QWidget* m_window;
    std::function<void(bool)> m_tell;
    bool m_held = false;
};

} // namespace bolus
