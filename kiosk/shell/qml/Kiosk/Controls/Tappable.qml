import QtQuick
import Kiosk.Theme

// Anything that a finger can press: one target, one name for it, at least as high as a finger needs.
Item {
    id: tappable

    property string label: ""
    property bool chosen: false
    readonly property bool pressed: tap.pressed
    signal tapped

    implicitHeight: Theme.touch
    implicitWidth: Theme.touch
    activeFocusOnTab: true
    Accessible.role: Accessible.Button
    Accessible.name: label
    Accessible.focusable: true
    Accessible.onPressAction: if (tappable.enabled) tappable.tapped()
    Keys.onReturnPressed: tappable.tapped()
    Keys.onSpacePressed: tappable.tapped()

    TapHandler {
        id: tap

        gesturePolicy: TapHandler.ReleaseWithinBounds
        longPressThreshold: 0 // a finger may rest on a key as long as it needs
        onTapped: tappable.tapped()
    }
}
