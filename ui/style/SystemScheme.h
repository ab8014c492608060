// Whether the desktop is dark or light, and when that changes.
#pragma once

#include <QObject>
#include <QtDBus/QDBusVariant>

#include "ui/style/Theme.h"

namespace bolus::theme {

/// Asks the desktop's portal ("org.freedesktop.appearance", "color-scheme": 1 dark, 2 light) and
/// never waits for it; until it answers, and where there is none, what Qt's own palette was like.
class SystemScheme : public QObject {
    Q_OBJECT
public:
    /// Before the program sets a palette of its own.
    explicit SystemScheme(QObject* parent);

    Scheme scheme() const { return m_scheme; } // Dark or Light
    void ask();

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void settingChanged(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void take(const QVariant& value);

    Scheme m_scheme;
    bool m_asked = false;
};

} // namespace bolus::theme
