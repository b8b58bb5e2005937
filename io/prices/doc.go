// Package prices reads price lists: CSV files that say what a seat of a licence
// costs a month. Prices are people's own data; licet brings none.
package prices
