# The primary figure of a study with its 95% interval, and the crossed random-effects model by lme4.
#   Rscript mixed_model.R ARCHIVE      (docs/archive.md)
#   Rscript mixed_model.R rows.csv     with the columns of docs/columns.md
# Rounds that do not count are left out. Prints one line of "name<TAB>value<TAB>standard error" for each figure,
# coefficient and component, in GeoScore points.
suppressPackageStartupMessages(library(lme4))

place <- commandArgs(trailingOnly = TRUE)[1]
cap <- Inf # rounds of a person in the primary figure, the first ones
if (dir.exists(place)) {
  study <- paste(readLines(file.path(place, "study.json"), warn = FALSE), collapse = "")
  found <- regmatches(study, regexec('"estimand":\\{"rounds_per_person":([0-9]+)', study))[[1]]
  if (length(found) == 2) cap <- as.numeric(found[2])
  place <- list.files(file.path(place, "data"), "_description-rounds_data\\.csv$", full.names = TRUE)
}
rows <- read.csv(place, stringsAsFactors = FALSE)
rows <- rows[tolower(rows$counts) == "true" & !is.na(rows$geoscore), ]
rows <- data.frame(
  score = rows$geoscore, closed_before = rows$closed_before,
  player = factor(rows$player), clip = factor(rows$clip_key)
)
show <- function(name, value, error = NA) cat(sprintf("%s\t%.4f\t%.4f\n", name, value, error))

# The mean person: each person counts once, with three or more rounds. Its error is of other people and clips.
first <- ave(rows$closed_before, rows$player, FUN = rank) <= cap
kept <- rows[first, ]
kept <- droplevels(kept[ave(kept$score, kept$player, FUN = length) >= 3, ])
weight <- 1 / (nlevels(kept$player) * ave(kept$score, kept$player, FUN = length))
mean_person <- sum(weight * kept$score)
scores <- weight * (kept$score - mean_person)

# What one kind of groups adds to the variance, with its degrees of freedom (Bell and McCaffrey 2002).
one_way <- function(group) {
  share <- tapply(weight, group, sum)
  total <- tapply(scores, group, sum)
  even <- sum(share^2)
  left <- 1 - 2 * share + even
  scale <- share^2 / left
  one <- sum(scale)
  two <- sum(scale * share)
  three <- sum(scale * share^2)
  own <- sum(scale^2 * (left^2 - (even - 2 * share)^2))
  c(sum(total^2 / left), even^2 / (own + even^2 * one^2 + 2 * two^2 + 2 * one * (three - 2 * even * two)))
}
people <- one_way(kept$player)
clips <- one_way(kept$clip)
cells <- sum(tapply(scores, list(kept$player, kept$clip), sum)^2, na.rm = TRUE)
variance <- max(people[1] + clips[1] - cells, people[1], clips[1]) # Cameron, Gelbach and Miller 2011
freedom <- max(variance^2 / (people[1]^2 / people[2] + clips[1]^2 / clips[2]), min(people[2], clips[2]))
reach <- qt(0.975, freedom) * sqrt(variance)
middle <- qlogis(mean_person / 5000) # scores end at 0 and 5,000
reach <- reach / (5000 * (mean_person / 5000) * (1 - mean_person / 5000))
show("mean_person", mean_person, sqrt(variance))
show("mean_person_low", 5000 * plogis(middle - reach))
show("mean_person_high", 5000 * plogis(middle + reach))

model <- lmer(score ~ closed_before + (1 | player) + (1 | clip), data = rows)
fixed <- summary(model)$coefficients
show("intercept", fixed["(Intercept)", "Estimate"], fixed["(Intercept)", "Std. Error"])
show("closed_before", fixed["closed_before", "Estimate"], fixed["closed_before", "Std. Error"])
spread <- as.data.frame(VarCorr(model))
person <- spread$sdcor[spread$grp == "player"]
clip <- spread$sdcor[spread$grp == "clip"]
residual <- spread$sdcor[spread$grp == "Residual"]
show("sd_person", person)
show("sd_clip", clip)
show("sd_residual", residual)

# How reliable clips' means are with k answers each, and people's over k clips.
for (k in c(4, 10)) show(paste0("reliability_of_clips_", k), clip^2 / (clip^2 + (person^2 + residual^2) / k))
for (k in c(10, 20)) show(paste0("reliability_of_people_", k), person^2 / (person^2 + (clip^2 + residual^2) / k))
