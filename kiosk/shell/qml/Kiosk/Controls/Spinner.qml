pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Three dots that breathe in turn: the terminal is at work.
Row {
    id: spinner

    property color tint: Theme.primary

    spacing: Theme.gap

    Repeater {
        model: 3

        Rectangle {
            id: dot

            required property int index

            width: Theme.gap
            height: Theme.gap
            radius: width / 2
            color: spinner.tint
            opacity: Theme.still ? 1 - dot.index * 0.3 : 0.3

            SequentialAnimation on opacity {
                running: !Theme.still && spinner.visible
                loops: Animation.Infinite
                PauseAnimation {
                    duration: dot.index * 220
                }
                NumberAnimation {
                    from: 0.3
                    to: 1
                    duration: 420
                }
                NumberAnimation {
                    from: 1
                    to: 0.3
                    duration: 420
                }
                PauseAnimation {
                    duration: (2 - dot.index) * 220
                }
            }
        }
    }
}
