// The two palettes. tests/ui/test_look.cpp computes their contrast.
#include "ui/style/Theme.h"

namespace bolus::theme {

namespace {

QColor rgb(QRgb value) {
    return QColor::fromRgb(value);
}

Colors dark() {
    Colors c;
    c.ground = rgb(0x14171b);
    c.panel = rgb(0x1b1f24);
    c.raised = rgb(0x262c33);
    c.field = c.menu = c.raised;
    c.border = rgb(0x3a434d);
    c.text = rgb(0xe6eaee);
    c.secondaryText = rgb(0x9fabb7);
    c.disabledText = rgb(0x697480);
    c.accent = rgb(0x4fb3d1);
    c.good = rgb(0x7cc48a);
    c.warning = rgb(0xe0b050);
    c.bad = rgb(0xe58273);
    c.selection = rgb(0x2a5a6d);
    c.chosenRow = rgb(0x22323b);
    c.hoveredRow = rgb(0x20262c);
    c.primary = rgb(0x2a6f87);
    c.primaryHover = rgb(0x2d7690);
    c.curves = {rgb(0x56b4e9), rgb(0xe69f00), rgb(0x009e73),
                rgb(0xf0e442), rgb(0xd55e00), rgb(0xcc79a7)};
    return c;
}

Colors light() {
    Colors c;
    c.ground = rgb(0xffffff);
    c.panel = rgb(0xf1f4f6);
    c.raised = rgb(0xe3e8ec);
    c.field = c.menu = c.ground;
    c.border = rgb(0xaeb8c1);
    c.text = rgb(0x1b1f24);
    c.secondaryText = rgb(0x4d5a66);
    c.disabledText = rgb(0x7a858f);
    c.accent = rgb(0x0f627b);
    c.good = rgb(0x1c6b34);
    c.warning = rgb(0x7a4f00);
    c.bad = rgb(0xa32c1b);
    c.selection = rgb(0xb7dcea);
    c.chosenRow = rgb(0xd5e8ef);
    c.hoveredRow = rgb(0xebeff2);
    c.primary = rgb(0x1f6c86);
    c.primaryHover = rgb(0x195b72);
    c.curves = {rgb(0x0072b2), rgb(0xd55e00), rgb(0x007d5b),
                rgb(0x5a3c00), rgb(0xa8497d), rgb(0x1b1f24)};
    return c;
}

} // namespace

const Colors& colorsOf(Scheme scheme) {
    static const Colors darkOnes = dark(), lightOnes = light();
    return scheme == Scheme::Light ? lightOnes : darkOnes;
}

} // namespace bolus::theme
