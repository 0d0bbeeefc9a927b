import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// The way on from a question, and the way past it where it may stay open.
Row {
    id: way

    required property string nextText
    required property string skipText
    signal next
    signal skipped

    spacing: Theme.gap

    ActionButton {
        width: 0.4 * (way.width - way.spacing)
        height: 1.25 * Theme.touch
        visible: way.skipText !== ""
        objectName: "skip"
        label: way.skipText
        onTapped: way.skipped()
    }

    ActionButton {
        width: (way.skipText === "" ? 1 : 0.6) * (way.width - way.spacing) + (way.skipText === "" ? way.spacing : 0)
        height: 1.25 * Theme.touch
        visible: way.nextText !== ""
        objectName: "next"
        kind: "primary"
        iconName: "check"
        label: way.nextText
        onTapped: way.next()
    }
}
