// Package bakery bakes, with prices in more than one currency.
package bakery

import (
	"fmt"
	str "strings"
)

import "os"

// MaxPrice is what a loaf costs at most, in €.
const MaxPrice = 1200

const (
	Thin = iota
	Brün
)

var ErrBurnt, ErrRaw = fmt.Errorf("burnt 🔥"), fmt.Errorf(`raw`)

// Loaf is something that was baked. 🥖
type Loaf struct {
	Name   string
	Weight int
}

// Baker bakes.
type Baker interface {
	Bake(minutes float64) (*Loaf, error)
}

type (
	Grams = int
	Hook  func(loaf *Loaf) error
)

// Bake bakes a loaf, crust and all.
func (o *Oven[T]) Bake(
	minutes float64, // at 200 °C
) (*Loaf, error) {
	go func() {
		fmt.Println("ä", str.ToUpper(o.name))
	}()
	return nil, ErrRaw
}

type Oven[T any] struct{ name string }

func open(path string) (*os.File, error) {
	return os.Open(path)
}
