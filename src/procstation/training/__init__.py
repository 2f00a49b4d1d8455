"""Training: lessons on simulated devices, which see what was done."""

from procstation.training.classroom import TRAINING_HOME, Classroom, open_classroom
from procstation.training.lesson import Lesson, lesson_names, read_lesson
from procstation.training.progress import LessonDone, Progress, require_name
from procstation.training.trainer import Result, Trainer

__all__ = [
    "TRAINING_HOME",
    "Classroom",
    "Lesson",
    "LessonDone",
    "Progress",
    "Result",
    "Trainer",
    "lesson_names",
    "open_classroom",
    "read_lesson",
    "require_name",
]
