// Queries of many fields, about nothing in particular that an index holds: what they reach in it tells how close a hit has to be to
// be evidence. One a line. Written for this project.

export const CALIBRATION_QUERIES: readonly string[] = `
how do I bake sourdough bread
best way to cook rice
recipe for vegetable soup
how long to boil an egg
substitute for butter in cake
is coffee bad for sleep
wine that goes with fish
gluten free breakfast ideas
how to store fresh herbs
history of chocolate
cheap flights to Lisbon
what to pack for a week at the beach
visa rules for Japan
train from Paris to Berlin
best time to visit Iceland
hotels near the central station
hiking trails with a view
do I need a travel adapter
camping with small children
museums open on Monday
symptoms of the flu
how much water should I drink
exercises for lower back pain
side effects of antibiotics
what causes migraines
how to lower blood pressure
vaccination schedule for infants
broken wrist recovery time
allergic to cats
how does insulin work
mortgage interest rates
how to open a savings account
what is compound interest
file a tax return as a freelancer
difference between stocks and bonds
my card was charged twice
transfer money abroad
inflation in the nineties
how to write an invoice
pension for self-employed people
tenant rights when the heating fails
how to contest a parking fine
what is a power of attorney
copyright on old photographs
register a small company
divorce and shared custody
who was the first president
how does the electoral college work
causes of the first world war
fall of the Roman empire
daily life in ancient Egypt
the invention of the printing press
women in the French revolution
what was the silk road
trade routes of the Vikings
cold war spies
how do black holes form
distance from the earth to the moon
why is the sky blue
life on Mars
what is dark matter
speed of light in water
how do magnets work
quantum entanglement explained
structure of an atom
why does ice float
periodic table of the elements
how batteries store energy
acids and bases in the kitchen
how does photosynthesis work
what do bees eat
migration of birds
largest animal in the ocean
how spiders make silk
evolution of whales
genes that control eye color
how bacteria resist drugs
are mushrooms plants
dinosaurs with feathers
endangered species in Africa
plants that need little light
when to prune roses
tomatoes with yellow leaves
how to make compost
get rid of ants in the garden
training a puppy
why do cats purr
food for goldfish
how to ride a horse
weather tomorrow
how do hurricanes form
what is a heat wave
rising sea levels
earthquakes along the coast
how volcanoes erupt
deserts of South America
longest river in the world
capital of Australia
population of Canada
languages spoken in Switzerland
how to learn Spanish fast
origin of the word alphabet
when to use a semicolon
how to write a cover letter
tips for public speaking
study methods that work
university without tuition fees
how to cite a website
mathematics for beginners
what is a prime number
how to solve a quadratic equation
probability of rolling two sixes
area of a circle
standard deviation explained
reset my password
screen stays black
how to speed up an old laptop
install a printer driver
wifi keeps disconnecting
recover deleted files
how to make a website
what is an IP address
sort a list in Python
merge two branches in git
database index explained
how do neural networks learn
encrypt an email
two-factor authentication not working
phone battery drains quickly
best camera for beginners
export a video without watermark
headphones with noise cancelling
how touch screens work
is my smart speaker listening
change a flat tire
how often to change engine oil
electric car charging time
car makes a grinding noise
bicycle chain keeps slipping
how do airplanes fly
design of a suspension bridge
how concrete hardens
fix a leaking tap
paint a wooden fence
hang a picture without nails
insulate an attic
remove red wine stains
washing machine does not spin
how to sew on a button
size chart for jackets
shoes for wide feet
warm coat for winter
how to tie a tie
gifts for a ten year old
wedding on a small budget
names for a baby girl
toddler refuses to sleep
how to talk with teenagers
caring for elderly parents
how to make new friends
dealing with a difficult boss
ask for a raise
how to say no politely
I feel tired all the time
meditation for beginners
what is cognitive therapy
how memory works
why do we dream
fear of flying
what makes people happy
philosophy of Kant
meaning of life
is it ever right to lie
Buddhist holidays
the story of Noah
symbols in medieval art
who painted the Mona Lisa
impressionism and light
how to draw hands
learn to play the guitar
chords of a minor scale
operas by Verdi
jazz in the twenties
songs about summer
films with a twist ending
actors who became directors
how special effects are made
best science fiction novels
poems about autumn
plot of Hamlet
how to write a short story
characters in Greek mythology
rules of chess
how to win at poker
board games for two
training plan for a marathon
who won the world cup
rules of ice hockey
how to swim faster
yoga for stiff hips
surfing lessons
history of the Olympic games
news from the stock market
minimum wage by country
unemployment among the young
how unions negotiate
supply and demand
what is a startup
marketing for a small shop
return an item without a receipt
where is my order
opening hours on Sunday
cancel my subscription
complaint about a delivery
how does recycling work
solar panels on the roof
nuclear power and waste
clean drinking water
farming without pesticides
price of wheat
fishing quotas
wood for building furniture
how steel is made
mining of rare earths
ships that crossed the ocean
life in the army
how the police investigate
prison reform
refugees and borders
freedom of the press
how parliament passes a law
taxes on the rich
city planning and bicycles
noise from the neighbors
share a flat with strangers
smoke detector beeps
how to put out a fire
first aid for burns
lost my passport
find a lost pet
emergency phone number
`
  .trim()
  .split('\n');
