"""Problems without a picture of their own: how the network does on the samples, and how it sees them."""

from textual.binding import Binding

from nntui.tui.panes.task_view import TaskView


class ConfusionPane(TaskView):
    """Test samples by what they are (rows, or to the right) and what the network says (columns, or upwards); or on the
    plane where the last hidden layer's activations differ most.
    """

    heading = "Confusion"
    kept_as = "confusion"
    probe_name = "drawing"
    BINDINGS = [Binding("h", "screen.next_picture", "mistakes/hidden layer")]
