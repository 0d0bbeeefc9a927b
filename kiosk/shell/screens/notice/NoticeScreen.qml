pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Item {
    id: screen

    required property NoticeView view
    required property ShellModel shell

    objectName: "screen_notice"

    Heading {
        id: heading

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: Theme.margin
        text: screen.view.heading
    }

    Card {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: heading.bottom
        anchors.margins: Theme.margin
        anchors.topMargin: Theme.gap
        height: Math.min(points.implicitHeight + 2.5 * Theme.gap, consent.y - y - Theme.gap)
        clip: true

        Flickable {
            anchors.fill: parent
            anchors.margins: 1.25 * Theme.gap
            contentHeight: points.implicitHeight
            boundsBehavior: Flickable.StopAtBounds
            interactive: contentHeight > height

            Column {
                id: points

                width: parent.width
                spacing: 1.25 * Theme.gap

                Repeater {
                    model: screen.view.points

                    Row {
                        id: point

                        required property string modelData
                        required property int index

                        width: points.width
                        spacing: Theme.gap

                        Rectangle {
                            id: number

                            width: Theme.icon
                            height: Theme.icon
                            radius: width / 2
                            color: Theme.primarySoft

                            Words {
                                anchors.centerIn: parent
                                text: point.index + 1
                                color: Theme.primary
                                font.weight: Font.Bold
                                lineHeight: 1
                            }
                        }

                        Words {
                            width: parent.width - number.width - parent.spacing
                            text: point.modelData
                            font.pixelSize: Theme.large
                        }
                    }
                }
            }
        }
    }

    ActionButton {
        id: consent

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.margin
        anchors.bottomMargin: Theme.landscape ? Theme.gap : Theme.margin
        height: 1.25 * Theme.touch
        objectName: "consent"
        kind: "primary"
        iconName: "check"
        label: screen.view.consentText
        onTapped: screen.view.consent()
    }
}
