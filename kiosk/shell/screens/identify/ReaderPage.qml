pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// A reader waits: what to hold where, and, if there are others, the way to another way.
Item {
    id: page

    required property IdentifyView view

    Grid {
        anchors.centerIn: parent
        anchors.verticalCenterOffset: another.visible ? -(another.height + Theme.margin) / 2 : 0
        columns: Theme.landscape ? 2 : 1
        spacing: (Theme.elder && !Theme.landscape ? 1 : 2) * Theme.margin
        horizontalItemAlignment: Grid.AlignHCenter
        verticalItemAlignment: Grid.AlignVCenter

        Loader {
            id: picture

            sourceComponent: page.view.picture === "" ? card : sign
        }

        Column {
            width: Math.min((Theme.dense ? page.width : (Theme.landscape ? 1100 : 900) * Theme.unit), page.width - (Theme.landscape ? picture.width + 4 * Theme.margin : 2 * Theme.margin))
            spacing: (Theme.dense ? 0.75 : 1.25) * Theme.gap

            Heading {
                width: parent.width
                text: page.view.heading
                horizontalAlignment: Theme.landscape ? Text.AlignLeft : Text.AlignHCenter
            }

            Words {
                width: parent.width
                text: page.view.hint
                font.pixelSize: Theme.large
                horizontalAlignment: Theme.landscape ? Text.AlignLeft : Text.AlignHCenter
            }

            Column {
                id: kinds

                width: parent.width
                spacing: Theme.gap / 3

                Repeater {
                    model: page.view.accepted

                    Item {
                        id: kind

                        required property string modelData

                        width: kinds.width
                        height: Math.max(tick.height, words.implicitHeight)

                        Icon {
                            id: tick

                            x: Theme.landscape ? 0 : Math.max(0, (parent.width - words.width - width - Theme.gap / 2) / 2)
                            anchors.verticalCenter: parent.verticalCenter
                            name: "check"
                            tint: Theme.good
                            size: Theme.body
                        }

                        Words {
                            id: words

                            anchors.left: tick.right
                            anchors.leftMargin: Theme.gap / 2
                            anchors.verticalCenter: parent.verticalCenter
                            width: Math.min(implicitWidth, parent.width - tick.width - Theme.gap / 2)
                            text: kind.modelData
                            color: Theme.inkSoft
                            lineHeight: 1.15
                        }
                    }
                }
            }

            Spinner {
                x: Theme.landscape ? 0 : (parent.width - width) / 2
            }
        }
    }

    Component {
        id: card

        CardPicture {}
    }

    Component {
        id: sign

        Rectangle {
            width: (Theme.dense ? 360 : Theme.landscape ? 440 : 480) * Theme.unit
            height: width
            radius: width / 2
            color: Theme.primaryDark

            Icon {
                anchors.centerIn: parent
                name: page.view.picture
                tint: "#ffffff"
                size: 0.56 * parent.width
            }
        }
    }

    ActionButton {
        id: another

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        anchors.bottomMargin: Theme.landscape ? 0.75 * Theme.gap : Theme.margin
        height: (Theme.dense ? 1 : 1.25) * Theme.touch
        visible: page.view.anotherText !== ""
        objectName: "another"
        iconName: "retry"
        label: page.view.anotherText
        onTapped: page.view.another()
    }
}
