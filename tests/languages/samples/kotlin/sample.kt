package bakery

import java.time.Duration
import kotlin.math.*

/** What a loaf costs at most, in €. */
const val DEAREST = 1_200

/**
 * Something that was baked. 🥖
 *
 * It does not keep.
 */
data class Loaf(val name: String, var weight: Int = 500) : Baked() {
    val label: String
        get() = "$name – ${weight / 1000} kg"

    constructor(name: String, crust: Crust) : this(name) {
        println("Brün: $crust")
    }

    fun <T> slice(
        by: T, // a knife, « sharp »
        thickness: Double = 1.0,
    ): List<T> {
        return listOf(by)
    }

    companion object {
        fun of(name: String) = Loaf(name)
    }
}

enum class Crust {
    Thin,
    Brün,
}

sealed interface Shape {
    fun area(): Double
}

object Shop {
    fun open(): Boolean {
        return true
    }
}

typealias Hook = (Loaf) -> Unit

fun String.baked(): Loaf? = Loaf(this)
