#include "ui/style/SystemScheme.h"

#include <utility>

#include <QGuiApplication>
#include <QPalette>
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusMessage>
#include <QtDBus/QDBusPendingCallWatcher>
#include <QtDBus/QDBusPendingReply>
#include <QtDBus/QDBusVariant>

namespace bolus::theme {

namespace {

const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
const QString settings = QStringLiteral("org.freedesktop.portal.Settings");
const QString appearance = QStringLiteral("org.freedesktop.appearance");
const QString colorScheme = QStringLiteral("color-scheme");

/// The portal's Read answers with a variant in a variant.
QVariant unwrapped(QVariant value) {
    while (value.userType() == qMetaTypeId<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

} // namespace

SystemScheme::SystemScheme(QObject* parent)
    : QObject(parent), m_scheme(QGuiApplication::palette().color(QPalette::Window).lightness() < 128
                                    ? Scheme::Dark
                                    : Scheme::Light) {}

void SystemScheme::ask() {
    if (std::exchange(m_asked, true) || qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        return; // Qt would start a bus, and wait for it
    auto bus = QDBusConnection::sessionBus();
    bus.connect(service, path, settings, QStringLiteral("SettingChanged"), this,
                SLOT(settingChanged(QString, QString, QDBusVariant)));
    auto question = QDBusMessage::createMethodCall(service, path, settings, QStringLiteral("Read"));
    question << appearance << colorScheme;
    auto* answer = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
        const QDBusPendingReply<QDBusVariant> reply = *answer;
        if (!reply.isError())
            take(reply.value().variant());
        answer->deleteLater();
    });
}

void SystemScheme::settingChanged(const QString& group, const QString& key,
                                  const QDBusVariant& value) {
    if (group == appearance && key == colorScheme)
        take(value.variant());
}

void SystemScheme::take(const QVariant& value) {
    const int said = unwrapped(value).toInt();
    const Scheme scheme = said == 1 ? Scheme::Dark : said == 2 ? Scheme::Light : m_scheme;
    if (std::exchange(m_scheme, scheme) != scheme)
        Q_EMIT changed();
}

} // namespace bolus::theme
